using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Holds and bookmarks of jobs that are in no configuration any more, as a renamed job leaves them: they keep snapshots from being destroyed,
/// for years if nobody notices (BAD-31). Found with one listing, and one call for all holds.
/// </summary>
internal static class OrphanedGuarantees
{
    public static async Task<ImmutableArray<Guarantee>> FindAsync(ZfsHost zfs, IReadOnlySet<JobName> known, CancellationToken cancellation)
    {
        var inventory = await zfs.Inventory.TakeAsync(null, cancellation);
        var versions = inventory.Datasets.SelectMany(dataset => dataset.Versions.Select(version => (dataset.Path, Version: version))).ToList();
        var bookmarks = versions.Select(v => Guarantee.FromBookmark(v.Path, v.Version)).OfType<Guarantee>();
        var held = versions.Where(v => v.Version is { IsSnapshot: true, UserRefs: not 0 })
            .ToDictionary(v => v.Path.Snapshot(v.Version.Name), v => v);
        var holds = held.Count == 0 ? [] : await zfs.Holds.ListAsync([.. held.Keys], cancellation);
        var ofHolds = holds.Select(hold => Guarantee.FromHold(held[hold.Snapshot].Path, held[hold.Snapshot].Version, hold.Tag)).OfType<Guarantee>();
        return [.. bookmarks.Concat(ofHolds).Where(guarantee => guarantee.Job is { } job && !known.Contains(job))];
    }
}
