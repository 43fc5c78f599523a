using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>
/// Remembers zrepl's holds and bookmarks per dataset, so that cleaning up after a step does not cost a listing each time (spec B4).
/// One for all jobs of a host. Memory only: after a restart the first use of a dataset reads the truth.
/// </summary>
public sealed class GuaranteeCache(GuaranteeLister lister, GuaranteeKeeper keeper, ILogger<GuaranteeCache> logger)
{
    private static readonly IReadOnlySet<GuaranteeKind> Cached = GuaranteeKinds.All.Where(kind => kind != GuaranteeKind.CursorV1).ToHashSet();

    private readonly ConcurrentDictionary<DatasetPath, Entry> _entries = new();

    /// <summary>Number of guarantees remembered.</summary>
    public int Count => _entries.Values.Sum(entry => entry.Count);

    /// <summary>Remembers one that was just made.</summary>
    public void Put(Guarantee guarantee)
    {
        if (guarantee.Job is null) throw new ArgumentException($"{guarantee} belongs to no job.", nameof(guarantee));
        EntryOf(guarantee.Dataset).Put(guarantee);
    }

    /// <summary>
    /// Makes some and remembers them. If that fails, or is given up, one may have been made all the same, now or when the pool answers again: then the dataset is forgotten, so that
    /// the next cleaning up sees what is on the disk.
    /// </summary>
    public async Task<T> MakeAsync<T>(DatasetPath dataset, Func<Task<T>> make)
        where T : IEnumerable<Guarantee>
    {
        try
        {
            var made = await make();
            foreach (var guarantee in made) Put(guarantee);
            return made;
        }
        catch
        {
            Invalidate(dataset);
            throw;
        }
    }

    /// <summary>The same for one.</summary>
    public async Task<Guarantee> MakeAsync(DatasetPath dataset, Func<Task<Guarantee>> make) =>
        (await MakeAsync(dataset, async () => new[] { await make() }))[0];

    /// <summary>Forgets a dataset; its next use reads the disk.</summary>
    public void Invalidate(DatasetPath dataset) => _entries.TryRemove(dataset, out _);

    /// <summary>What a job has on a dataset, from memory after the first time.</summary>
    public async Task<ImmutableArray<Guarantee>> OfJobAsync(JobName job, DatasetPath dataset, IReadOnlySet<GuaranteeKind> kinds, CancellationToken cancellation)
    {
        var entry = EntryOf(dataset);
        await entry.LoadAsync(lister, logger, cancellation);
        return entry.Find(g => g.Job == job && kinds.Contains(g.Kind));
    }

    /// <summary>
    /// Takes away what a job no longer needs on a dataset. Cleaning up is best effort: what fails is logged and looked for again next time.
    /// </summary>
    /// <param name="job">Only this job's.</param>
    /// <param name="dataset">Only there.</param>
    /// <param name="kinds">Only of these kinds.</param>
    /// <param name="keep">These stay.</param>
    /// <param name="mayRemove">Last line of defence, asked for each victim before the first one goes: throws if one must stay.</param>
    /// <param name="cancellation">Ends the commands.</param>
    public async Task RemoveOthersAsync(
        JobName job,
        DatasetPath dataset,
        IReadOnlySet<GuaranteeKind> kinds,
        IReadOnlyCollection<Guarantee> keep,
        Action<Guarantee>? mayRemove,
        CancellationToken cancellation)
    {
        using var span = Tracer.StartSpan("cleanup-stale-abstractions");
        var all = await OfJobAsync(job, dataset, kinds, cancellation);
        var entry = EntryOf(dataset);
        var kept = keep.Select(guarantee => guarantee.Identity).ToHashSet();
        var obsolete = all.Where(g => !kept.Contains(g.Identity)).ToList();
        foreach (var guarantee in obsolete) mayRemove?.Invoke(guarantee);
        foreach (var guarantee in obsolete.Where(one => !one.Kind.IsHold())) await RemoveAsync(guarantee, entry, cancellation);
        foreach (var holds in obsolete.Where(one => one.Kind.IsHold()).GroupBy(hold => hold.Tag.Text)) await ReleaseAsync([.. holds], entry, cancellation);
    }

    // A step leaves two, and each command costs a process.
    private async Task ReleaseAsync(IReadOnlyCollection<Guarantee> holds, Entry entry, CancellationToken cancellation)
    {
        if (holds.Count > 1)
        {
            try
            {
                await keeper.ReleaseAsync(holds, cancellation);
                foreach (var hold in holds) Removed(hold, entry);
                return;
            }
            catch (ZfsException)
            {
                // one by one, so that each that cannot be released is told
            }
        }

        foreach (var hold in holds) await RemoveAsync(hold, entry, cancellation);
    }

    private void Removed(Guarantee guarantee, Entry entry)
    {
        entry.Remove(guarantee);
        logger.RemovedGuarantee(guarantee);
    }

    private async Task RemoveAsync(Guarantee guarantee, Entry entry, CancellationToken cancellation)
    {
        try
        {
            await keeper.RemoveAsync(guarantee, cancellation);
            Removed(guarantee, entry);
        }
        catch (ZfsException failure)
        {
            logger.CannotRemoveGuarantee(guarantee, failure.Message);
            Invalidate(guarantee.Dataset);
        }
    }

    private Entry EntryOf(DatasetPath dataset) => _entries.GetOrAdd(dataset, static path => new(path));

    [SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim holds no resource unless its wait handle is asked for.")]
    private sealed class Entry(DatasetPath dataset)
    {
        private readonly SemaphoreSlim _loading = new(1, 1);
        private readonly Dictionary<(GuaranteeKind, string, JobName?), Guarantee> _guarantees = [];
        private bool _isLoaded;

        public int Count
        {
            get { lock (_guarantees) return _guarantees.Count; }
        }

        public void Put(Guarantee guarantee)
        {
            lock (_guarantees) _guarantees[guarantee.Identity] = guarantee;
        }

        public void Remove(Guarantee guarantee)
        {
            lock (_guarantees) _guarantees.Remove(guarantee.Identity);
        }

        public ImmutableArray<Guarantee> Find(Func<Guarantee, bool> predicate)
        {
            lock (_guarantees) return [.. _guarantees.Values.Where(predicate)];
        }

        // A listing that fails is no reason to fail the call: what this process made itself is known without it.
        public async Task LoadAsync(GuaranteeLister lister, ILogger logger, CancellationToken cancellation)
        {
            await _loading.WaitAsync(cancellation);
            try
            {
                if (_isLoaded) return;
                foreach (var guarantee in await lister.ListAsync(dataset, Cached, cancellation)) Put(guarantee);
                _isLoaded = true;
            }
            catch (ZfsException failure)
            {
                logger.CannotListGuarantees(dataset, failure.Message);
            }
            finally
            {
                _loading.Release();
            }
        }
    }
}
