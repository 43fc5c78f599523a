using System.Collections.Immutable;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>Tells which snapshots of the target count as replicated. Source: spec 3.4.</summary>
/// <param name="cursorTxg">Position of the replication cursor in the target's own order; null if it has none.</param>
/// <param name="includesCursor">True if the snapshot at the cursor counts as well.</param>
internal readonly struct ReplicatedMark(ulong? cursorTxg, bool includesCursor)
{
    /// <summary>Finds the cursor among the versions of the target.</summary>
    /// <param name="side">
    /// On the sender a bookmark marks the position as well as a snapshot: the cursor itself is one, and outlives its snapshot (BAD-24). The
    /// bookmarks of a receiver have nothing to do with it.
    /// </param>
    /// <param name="versions">All versions of the target.</param>
    /// <param name="cursor">Guid of the cursor, or null.</param>
    /// <param name="includesCursor">True if the snapshot at the cursor counts as replicated.</param>
    public static ReplicatedMark At(PruneSide side, ImmutableArray<FilesystemVersion> versions, ulong? cursor, bool includesCursor) => new(
        versions.FirstOrDefault(version => version.Guid == cursor && (version.IsSnapshot || side != PruneSide.Receiver))?.CreateTxg,
        includesCursor);

    /// <summary>True if the other side has it.</summary>
    public bool IsReplicated(FilesystemVersion snapshot) =>
        snapshot.CreateTxg < cursorTxg || (includesCursor && snapshot.CreateTxg == cursorTxg);
}
