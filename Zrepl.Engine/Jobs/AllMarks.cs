using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>All holds and bookmarks of zrepl on a host: one listing, and one call for all holds.</summary>
internal static class AllMarks
{
    public static async Task<ImmutableArray<Guarantee>> FindAsync(ZfsHost zfs, CancellationToken cancellation)
    {
        var inventory = await zfs.Inventory.TakeAsync(null, cancellation);
        var versions = inventory.Datasets.SelectMany(dataset => dataset.Versions.Select(version => (dataset.Path, Version: version))).ToList();
        var bookmarks = versions.Select(v => Guarantee.FromBookmark(v.Path, v.Version)).OfType<Guarantee>();
        var held = versions.Where(v => v.Version is { IsSnapshot: true, UserRefs: not 0 })
            .ToDictionary(v => v.Path.Snapshot(v.Version.Name), v => v);
        var holds = held.Count == 0 ? [] : await zfs.Holds.ListAsync([.. held.Keys], cancellation);
        var ofHolds = holds.Select(hold => Guarantee.FromHold(held[hold.Snapshot].Path, held[hold.Snapshot].Version, hold.Tag)).OfType<Guarantee>();
        return [.. bookmarks.Concat(ofHolds)];
    }
}
