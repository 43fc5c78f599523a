using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Snapshotting;

/// <summary>What became of one snapshot that was to be taken together with others.</summary>
/// <param name="Snapshot">As requested.</param>
public abstract record SnapshotOutcome(SnapshotPath Snapshot)
{
    /// <summary>It exists now.</summary>
    public sealed record Created(SnapshotPath Snapshot) : SnapshotOutcome(Snapshot);

    /// <summary>ZFS refused it.</summary>
    /// <param name="Snapshot">As requested.</param>
    /// <param name="Failure">The reason.</param>
    public sealed record Refused(SnapshotPath Snapshot, SnapshotFailure Failure) : SnapshotOutcome(Snapshot);

    /// <summary>It does not exist only because another one of the same command was refused; worth another try without that one.</summary>
    public sealed record HeldBack(SnapshotPath Snapshot) : SnapshotOutcome(Snapshot);
}
