using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Entries;

internal sealed record RunEnded(string Engine, FinishedRun Run) : IHistoryEntry
{
    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        var row = await FindAsync(db, Engine, Run.Job.Text, Run.Result.Number, cancellation);
        if (row is null) // its begin was dropped
        {
            row = RunBegan.Row(Engine, Run.Job, Run.Kind, Run.Result.Number, Run.Result.Reason, Run.Result.StartedAt);
            db.Runs.Add(row);
        }

        Fill(row, Run.Result);
        if (Run.Replication is { } report) row.Datasets.AddRange(Datasets(report));
    }

    /// <summary>The newest run of that number; numbers can repeat if the state of the job was lost.</summary>
    public static async Task<RunEntity?> FindAsync(ZreplDbContext db, string engine, string job, long number, CancellationToken cancellation) =>
        db.Runs.Local.LastOrDefault(run => run.Engine == engine && run.Job == job && run.Number == number)
        ?? await db.Runs.Where(run => run.Engine == engine && run.Job == job && run.Number == number)
            .OrderByDescending(run => run.StartedAt).FirstOrDefaultAsync(cancellation);

    private static void Fill(RunEntity row, RunResult result)
    {
        row.FinishedAt = result.FinishedAt;
        row.Outcome = result.Outcome;
        row.Error = result.Error;
        row.WhatToDo = result.WhatToDo;
        row.FailedFilesystems = result.FailedFilesystems;
        row.BytesReplicated = result.BytesReplicated;
        row.StepsCompleted = result.StepsCompleted;
        row.SnapshotsDestroyed = result.SnapshotsDestroyed;
    }

    // One row for a dataset with what its last attempt says, and the steps of all attempts.
    private static Dictionary<string, RunDatasetEntity>.ValueCollection Datasets(ReplicationReport report)
    {
        var rows = new Dictionary<string, RunDatasetEntity>(StringComparer.Ordinal);
        foreach (var (attempt, number) in report.Attempts.Select((attempt, i) => (attempt, i + 1)))
        {
            foreach (var filesystem in attempt.Filesystems)
            {
                if (!rows.TryGetValue(filesystem.Info.Name, out var row)) rows.Add(filesystem.Info.Name, row = new() { Dataset = filesystem.Info.Name });
                row.State = filesystem.State;
                row.Error = filesystem.Error?.Err;
                row.Warning = filesystem.Warning;
                row.Steps.AddRange(filesystem.Steps.Where(step => step.Info.StartAt is not null || step.Info.BytesReplicated > 0)
                    .Select(step => Step(step.Info, number)));
            }
        }

        return rows.Values;
    }

    private static RunStepEntity Step(StepInfo step, int attempt) => new()
    {
        Attempt = attempt,
        From = step.From,
        To = step.To,
        IsResumed = step.Resumed,
        BytesExpected = step.BytesExpected,
        BytesReplicated = step.BytesReplicated,
        StartedAt = step.StartAt,
        DoneAt = step.DoneAt,
    };
}
