using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Versions;

namespace Zrepl.Web.Live.Datasets;

/// <summary>
/// The datasets of this machine for all browsers together. ZFS is asked with a constant number of commands, by one reader at a time, never more
/// often than somebody looks, and what was read is forgotten when nobody does.
/// </summary>
internal sealed class DatasetCatalog(IDatasetHosts hosts, TimeProvider clock) : IDisposable
{
    /// <summary>How old a listing may be for a page that follows along.</summary>
    public static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestReading = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _one = new(1);
    private Generation? _latest;
    private ITimer? _forget;

    /// <summary>The last listing; null if there is none.</summary>
    public ImmutableArray<HostDatasets>? Current => Volatile.Read(ref _latest)?.Hosts;

    /// <summary>The datasets of all machines.</summary>
    /// <param name="atMost">How old the listing may be; zero reads anew.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ImmutableArray<HostDatasets>> GetAsync(TimeSpan atMost, CancellationToken cancellation) => (await LatestAsync(atMost, cancellation)).Hosts;

    /// <summary>Holds and bookmarks of ours on one dataset, judged; asked once per listing, whoever looks.</summary>
    /// <exception cref="ZfsException">They cannot be listed.</exception>
    public async Task<StaleGuarantees> GuaranteesAsync(string host, DatasetFacts dataset, CancellationToken cancellation)
    {
        var generation = await LatestAsync(TimeSpan.MaxValue, cancellation);
        var engine = EngineOf(host);
        var asked = generation.Guarantees.GetOrAdd((host, dataset.Name), _ => new(() => ListAsync(engine, dataset)));
        return await asked.Value.WaitAsync(cancellation);
    }

    /// <summary>Takes a hold or bookmark away. What was read before counts no more.</summary>
    /// <exception cref="ZfsException">ZFS refuses.</exception>
    public async Task ReleaseAsync(string host, Guarantee guarantee, CancellationToken cancellation)
    {
        try
        {
            await EngineOf(host).Endpoints.Keeper.RemoveAsync(guarantee, cancellation);
        }
        finally
        {
            Volatile.Write(ref _latest, null);
        }
    }

    /// <summary>True while a run of this process needs the version.</summary>
    public bool IsInUse(string host, FilesystemVersion version) => EngineOf(host).InUse.Contains(version.Guid);

    /// <inheritdoc/>
    public void Dispose()
    {
        _forget?.Dispose();
        _one.Dispose();
    }

    private EngineInstance EngineOf(string host) => hosts.All.First(engine => engine.Name == host);

    private async Task<Generation> LatestAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var known = Volatile.Read(ref _latest);
        if (known?.IsAtMost(atMost, clock) == true) return Asked(known);
        await _one.WaitAsync(cancellation);
        try
        {
            // What was read while we waited is as new as what we would read.
            if (Volatile.Read(ref _latest) is { } justRead && (justRead != known || justRead.IsAtMost(atMost, clock))) return Asked(justRead);
            // Not ended by whoever asked first: others wait for the same.
            using var limit = new CancellationTokenSource(LongestReading, clock);
            var before = Volatile.Read(ref _latest)?.Hosts ?? [];
            var read = await Task.WhenAll(hosts.All.Select(engine => ReadAsync(engine, before.FirstOrDefault(host => host.Host == engine.Name), limit.Token)));
            var generation = new Generation([.. read], clock.GetTimestamp());
            Volatile.Write(ref _latest, generation);
            return Asked(generation);
        }
        finally
        {
            _one.Release();
        }
    }

    private Generation Asked(Generation generation)
    {
        _forget ??= clock.CreateTimer(_ => Volatile.Write(ref _latest, null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _forget.Change(ForgetAfter, Timeout.InfiniteTimeSpan);
        return generation;
    }

    private async Task<HostDatasets> ReadAsync(EngineInstance engine, HostDatasets? before, CancellationToken cancellation)
    {
        try
        {
            var inventory = await engine.Zfs.Inventory.TakeAsync(null, cancellation);
            var space = await engine.Zfs.Space.ListAsync(cancellation);
            return new(engine.Name, inventory.ListedAt, [.. space.Select(dataset => Facts(dataset, inventory.Find(dataset.Path)))], null);
        }
        catch (ZfsException failure)
        {
            return Failed(failure.Message);
        }
        catch (OperationCanceledException)
        {
            return Failed($"zfs list did not end within {LongestReading.TotalMinutes:0} minutes");
        }

        HostDatasets Failed(string problem) => new(engine.Name, before?.ListedAt ?? clock.GetUtcNow(), before?.Datasets ?? [], problem);
    }

    private static DatasetFacts Facts(DatasetSpace space, DatasetListing? listed) => new(space, listed?.Versions ?? []) { IsEncrypted = listed?.IsEncrypted };

    private async Task<StaleGuarantees> ListAsync(EngineInstance engine, DatasetFacts dataset)
    {
        using var limit = new CancellationTokenSource(LongestReading, clock);
        return StaleGuarantees.Among(await engine.Endpoints.Lister.ListAsync(dataset.Space.Path, GuaranteeKinds.All, limit.Token));
    }

    private sealed class Generation(ImmutableArray<HostDatasets> hosts, long readAt)
    {
        public ImmutableArray<HostDatasets> Hosts => hosts;

        public ConcurrentDictionary<(string Host, string Dataset), Lazy<Task<StaleGuarantees>>> Guarantees { get; } = [];

        public bool IsAtMost(TimeSpan age, TimeProvider clock) => age > TimeSpan.Zero && clock.GetElapsedTime(readAt) <= age;
    }
}
