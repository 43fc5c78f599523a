using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>Holds back what no rule keeps but must not or cannot be destroyed. Source: spec 3.9.</summary>
/// <param name="side">Whose snapshots.</param>
/// <param name="path">The sender's path.</param>
/// <param name="versions">All versions of the filesystem on that side.</param>
/// <param name="anchors">What replication can continue from.</param>
/// <param name="inUse">What running plans need.</param>
internal sealed class SafetyNet(
    PruneSide side, DatasetPath path, ImmutableArray<FilesystemVersion> versions, Anchors anchors, VersionsInUse inUse)
{
    private readonly FilesystemVersion? _newest =
        versions.Where(version => version.IsSnapshot).MaxBy(version => version.CreateTxg);

    /// <summary>Why a snapshot stays, or null if nothing speaks against destroying it.</summary>
    public string? ReasonToKeep(FilesystemVersion snapshot)
    {
        if (snapshot.UserRefs is > 0) return HeldSnapshot.HeldBy(snapshot.UserRefs.Value); // ZFS would refuse, in every run (BAD-28)
        if (inUse.Contains(snapshot.Guid)) return HeldSnapshot.NeededForReplication;
        return IsBase(snapshot) ? HeldSnapshot.NeededForReplication : null;
    }

    // A receiver can only continue from its newest snapshot. A sender can also continue from the job's cursor.
    private bool IsBase(FilesystemVersion snapshot) => side switch
    {
        PruneSide.Receiver => snapshot == _newest || anchors.Shared.Contains(snapshot.Guid),
        PruneSide.Sender => anchors.Shared.Contains(snapshot.Guid) && !anchors.HasCursorAt(path, versions, snapshot.Guid),
        _ => false,
    };
}
