using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Entries;

internal sealed record AuditWritten(DateTimeOffset At, string Actor, string Way, string Address, string Action, string Target, string Detail, bool IsDone)
    : IHistoryEntry
{
    public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        db.Audit.Add(new AuditEntity
        {
            At = At, Actor = Actor, Way = Way, Address = Address, Action = Action, Target = Target, Detail = Detail, IsDone = IsDone,
        });
        return Task.CompletedTask;
    }
}
