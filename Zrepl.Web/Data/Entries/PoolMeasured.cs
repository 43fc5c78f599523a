namespace Zrepl.Web.Data.Entries;

/// <summary>How full a pool is now.</summary>
internal sealed record PoolMeasured(string Host, string Pool, DateTimeOffset At, long Used, long Available) : IHistoryEntry
{
    public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        db.PoolUses.Add(new() { Host = Host, Pool = Pool, At = At, Used = Used, Available = Available });
        return Task.CompletedTask;
    }
}
