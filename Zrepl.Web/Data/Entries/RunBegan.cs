using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Entries;

internal sealed record RunBegan(string Engine, JobName Job, JobKind Kind, RunningRun Run) : IHistoryEntry
{
    public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        db.Runs.Add(Row(Engine, Job, Kind, Run.Number, Run.Reason, Run.StartedAt));
        return Task.CompletedTask;
    }

    public static RunEntity Row(string engine, JobName job, JobKind kind, long number, RunReason reason, DateTimeOffset startedAt) => new()
    {
        Engine = engine,
        Job = job.Text,
        Kind = kind,
        Number = number,
        Reason = reason,
        StartedAt = startedAt,
    };
}
