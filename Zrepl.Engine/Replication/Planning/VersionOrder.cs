using System.Collections.Immutable;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>The order in which versions of one dataset came into being.</summary>
internal static class VersionOrder
{
    /// <summary>
    /// Ascending by createtxg; a bookmark before the snapshot it was made from, so that a search from the end meets the snapshot first.
    /// Further ties keep their order. Source: spec 1.6.1.
    /// </summary>
    public static ImmutableArray<FilesystemVersion> Of(IEnumerable<FilesystemVersion> versions) =>
        [.. versions.OrderBy(version => version.CreateTxg).ThenByDescending(version => version.Kind)];
}
