using System.Collections.Immutable;
using Zrepl.Engine.Jobs;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Live.Datasets;

/// <summary>The room of the pools for all browsers together: one command for each machine, once a minute at most, and only while somebody looks.</summary>
internal sealed class PoolCatalog(IDatasetHosts hosts, TimeProvider clock) : IDisposable
{
    /// <summary>How old what is shown may be.</summary>
    public static readonly TimeSpan FreshEnough = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestReading = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _one = new(1);
    private Reading? _latest;

    /// <summary>The pools, or why they are not known.</summary>
    public async Task<(ImmutableArray<PoolSpace> Pools, string? Problem)> GetAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_latest is null || clock.GetElapsedTime(_latest.ReadAt) > FreshEnough) _latest = await ReadAsync();
            return (_latest.Pools, _latest.Problem);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    // Not ended by whoever asked first: others wait for the same.
    private async Task<Reading> ReadAsync()
    {
        using var limit = new CancellationTokenSource(LongestReading, clock);
        try
        {
            var pools = ImmutableArray.CreateBuilder<PoolSpace>();
            foreach (var engine in hosts.All) pools.AddRange(await ReadAsync(engine, limit.Token));
            return new(pools.ToImmutable(), null, clock.GetTimestamp());
        }
        catch (ZfsException failure)
        {
            return new(_latest?.Pools ?? [], failure.Message, clock.GetTimestamp());
        }
        catch (OperationCanceledException)
        {
            return new(_latest?.Pools ?? [], $"zfs list did not end within {LongestReading.TotalMinutes:0} minutes", clock.GetTimestamp());
        }
    }

    private static async Task<IEnumerable<PoolSpace>> ReadAsync(EngineInstance engine, CancellationToken cancellation)
    {
        var all = await engine.Zfs.Space.ListAsync(cancellation);
        var snapshots = all.GroupBy(dataset => dataset.Path.Text.Split('/')[0]).ToDictionary(pool => pool.Key, pool => pool.Sum(dataset => dataset.UsedBySnapshots), StringComparer.Ordinal);
        return all.Where(dataset => dataset.IsPool)
            .Select(pool => new PoolSpace(engine.Name, pool.Path.Text, pool.Used, Math.Min(pool.Used, snapshots[pool.Path.Text]), pool.Available));
    }

    private sealed record Reading(ImmutableArray<PoolSpace> Pools, string? Problem, long ReadAt);
}
