using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data.Pools;

/// <summary>How full pools were.</summary>
internal sealed class PoolHistory(HistoryAccess history)
{
    /// <summary>All measurements since a moment, the oldest first.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<ImmutableArray<PoolUse>> SinceAsync(DateTimeOffset since, CancellationToken cancellation) => history.UseAsync(
        async (db, token) => (ImmutableArray<PoolUse>)
        [
            .. from row in await db.PoolUses.AsNoTracking().Where(row => row.At >= since).OrderBy(row => row.At).ToListAsync(token)
               select new PoolUse(row.Host, row.Pool, row.At, row.Used),
        ],
        cancellation);
}

/// <summary>How full a pool was at a moment.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Pool">Its name.</param>
/// <param name="At">When.</param>
/// <param name="Used">Bytes in use, snapshots included.</param>
internal sealed record PoolUse(string Host, string Pool, DateTimeOffset At, long Used);
