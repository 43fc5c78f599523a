using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Why a snapshot was not taken.</summary>
/// <param name="Reason">In ZFS's words where they are ZFS's.</param>
/// <param name="Hint">What the operator can do about it, or null.</param>
public sealed record SnapshotFailure(string Reason, string? Hint = null)
{
    /// <summary>The failure of a command that took or should have taken the snapshot.</summary>
    public static SnapshotFailure Of(ZfsException failure) => new(failure.Message, failure.Hint);
}
