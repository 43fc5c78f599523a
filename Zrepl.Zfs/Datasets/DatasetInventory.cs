using System.Collections.Immutable;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Datasets;

/// <summary>One dataset with all its versions, as of one listing.</summary>
/// <param name="Path">Full name.</param>
/// <param name="IsEncrypted">True for native encryption; null if ZFS did not say.</param>
/// <param name="Versions">Snapshots and bookmarks in order of createtxg.</param>
public sealed record DatasetListing(DatasetPath Path, bool? IsEncrypted, ImmutableArray<FilesystemVersion> Versions);

/// <summary>
/// Everything below some roots, listed by one process at one moment. Planner, pruner and dashboard read from it instead of asking
/// dataset by dataset; nothing destructive relies on it without looking again.
/// </summary>
/// <param name="listedAt">When the listing began.</param>
/// <param name="datasets">In order of name.</param>
public sealed class DatasetInventory(DateTimeOffset listedAt, ImmutableSortedDictionary<DatasetPath, DatasetListing> datasets)
{
    /// <summary>When the listing began.</summary>
    public DateTimeOffset ListedAt => listedAt;

    /// <summary>All datasets in order of name.</summary>
    public IEnumerable<DatasetListing> Datasets => datasets.Values;

    /// <summary>One dataset, or null if it was not there.</summary>
    public DatasetListing? Find(DatasetPath dataset) => datasets.GetValueOrDefault(dataset);
}
