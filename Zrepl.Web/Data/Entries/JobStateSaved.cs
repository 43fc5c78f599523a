using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Entries;

internal sealed record JobStateSaved(string Engine, JobName Job, JobRunState State) : IHistoryEntry
{
    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        var row = await db.JobStates.FindAsync([Engine, Job.Text], cancellation);
        if (row is null) db.JobStates.Add(row = new JobStateEntity { Engine = Engine, Job = Job.Text });
        row.LastNumber = State.LastNumber;
        row.LastRunAt = State.LastRunAt;
        row.LastSuccessAt = State.LastSuccessAt;
        row.NextDueAt = State.NextDueAt;
        row.ConsecutiveFailures = State.ConsecutiveFailures;
        row.IsPaused = State.IsPaused;
        row.PausedUntil = State.PausedUntil;
    }
}
