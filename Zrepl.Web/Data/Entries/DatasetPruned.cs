using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Entries;

internal sealed record DatasetPruned(string Engine, JobName Job, long RunNumber, PruneSide Side, FilesystemPrunePlan Plan) : IHistoryEntry
{
    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        if (await RunEnded.FindAsync(db, Engine, Job.Text, RunNumber, cancellation) is not { } run) return; // its begin was dropped
        run.Pruned.Add(Row());
    }

    private PrunedDatasetEntity Row()
    {
        var row = new PrunedDatasetEntity { Side = Side, Dataset = Plan.Path.Text };
        switch (Plan)
        {
            case FilesystemPrunePlan.Planned planned:
                var decisions = PruneDecisions.Of(planned);
                row.Decisions = PruneDecisions.Write(decisions);
                row.Destroyed = planned.Destroy.Length;
                row.Held = planned.Held.Length;
                row.Kept = decisions.Length - row.Destroyed - row.Held;
                row.Problem = planned.Warning;
                break;
            case FilesystemPrunePlan.Failed failed:
                row.Problem = FailureText.Of(failed.Error);
                break;
            case FilesystemPrunePlan.Skipped skipped:
                row.Problem = $"left alone: {skipped.Reason}";
                break;
            default:
                throw new InvalidOperationException($"unknown kind of plan {Plan.GetType().Name}");
        }

        return row;
    }
}
