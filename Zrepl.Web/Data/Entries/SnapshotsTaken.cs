using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Web.Data.Entries;

internal sealed record SnapshotsTaken(string Engine, JobName Job, SnapshotRunResult Result) : IHistoryEntry
{
    public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        db.SnapshotRuns.Add(new()
        {
            Engine = Engine,
            Job = Job.Text,
            Reason = Result.Reason,
            DueAt = Result.Due,
            StartedAt = Result.StartedAt,
            FinishedAt = Result.FinishedAt,
            Outcome = Result.Outcome,
            Error = Result.Error,
            MissedPoints = Result.MissedPoints,
            Created = Result.CreatedCount,
            Failed = Result.Rows.Count(row => row.State == SnapshotRowState.Error),
        });
        return Task.CompletedTask;
    }
}
