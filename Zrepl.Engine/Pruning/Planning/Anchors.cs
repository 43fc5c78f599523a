using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What replication of a filesystem can continue from. Source: spec 3.9, safety net (a).</summary>
/// <param name="Shared">Guids of versions both sides have and should go on having.</param>
/// <param name="OwnCursor">
/// Guid at the cursor of the job itself; null if it has none, or if nothing depends on it. The cursor of another job proves nothing: that job
/// moves it away when it likes.
/// </param>
internal sealed record Anchors(ImmutableArray<ulong> Shared, ulong? OwnCursor)
{
    /// <summary>True if the job's own cursor, a bookmark, takes the place of the snapshot.</summary>
    public bool HasCursorAt(DatasetPath dataset, ImmutableArray<FilesystemVersion> versions, ulong guid) =>
        OwnCursor == guid && IsSomeCursorAt(dataset, versions, guid);

    /// <summary>True if the cursor of some job stands there.</summary>
    public static bool IsSomeCursorAt(DatasetPath dataset, ImmutableArray<FilesystemVersion> versions, ulong guid) => versions.Any(version =>
        version.Guid == guid && Guarantee.FromBookmark(dataset, version) is { Kind: GuaranteeKind.Cursor });
}
