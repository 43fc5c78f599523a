using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// Answers questions about versions from one listing of all datasets as long as that is fresh, and from the disk otherwise (design D7).
/// What this process changes itself is no longer answered from the listing.
/// </summary>
internal sealed class InventoryView(ZfsHost zfs, TimeProvider clock)
{
    // Long enough to plan ten thousand datasets. Nothing relies on it blindly: sends and destroys look at guids again.
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<DatasetPath, bool> _changed = new();
    private DatasetInventory? _latest;

    /// <summary>Lists anew.</summary>
    public async Task<DatasetInventory> RefreshAsync(IReadOnlyCollection<DatasetPath>? roots, CancellationToken cancellation)
    {
        _changed.Clear();
        var taken = await zfs.Inventory.TakeAsync(roots, cancellation);
        Volatile.Write(ref _latest, taken);
        return taken;
    }

    /// <summary>The versions of a dataset in order of createtxg.</summary>
    /// <exception cref="Zrepl.Zfs.Errors.DatasetMissingException">The dataset does not exist.</exception>
    public async Task<ImmutableArray<FilesystemVersion>> VersionsOfAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        var latest = Volatile.Read(ref _latest);
        var isFresh = latest is not null && clock.GetUtcNow() - latest.ListedAt < FreshFor && !_changed.ContainsKey(dataset);
        return isFresh && latest!.Find(dataset) is { } known // isFresh implies it is not null
            ? known.Versions
            : await zfs.Versions.ListAsync(dataset, VersionKinds.Both, cancellation);
    }

    /// <summary>Changes something about a dataset: what is listed meanwhile does not count for it, whether the change succeeds or not.</summary>
    public async Task<T> ChangeAsync<T>(DatasetPath dataset, Func<Task<T>> change)
    {
        Changed(dataset);
        try
        {
            return await change();
        }
        finally
        {
            Changed(dataset); // another call may have listed all in the middle of it, and a listing forgets what was changed before
        }
    }

    /// <inheritdoc cref="ChangeAsync{T}"/>
    public Task ChangeAsync(DatasetPath dataset, Func<Task> change) => ChangeAsync(dataset, async () =>
    {
        await change();
        return true;
    });

    private void Changed(DatasetPath dataset) => _changed[dataset] = true;
}
