using System.Collections.Immutable;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Pools;

namespace Zrepl.Web.Live.Datasets;

/// <summary>When the pools will be full, from what was measured of them.</summary>
internal sealed class PoolForecasts(PoolHistory history, TimeProvider clock)
{
    /// <summary>One for each of the pools, in their order.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public async Task<ImmutableArray<PoolForecast>> OfAsync(ImmutableArray<PoolSpace> pools, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var uses = (await history.SinceAsync(now - PoolForecast.LongestWindow, cancellation)).ToLookup(use => (use.Host, use.Pool));
        return [.. pools.Select(pool => PoolForecast.Of([.. uses[(pool.Host, pool.Pool)]], pool.Available, now))];
    }
}
