using System.Collections.Immutable;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>A snapshot that could not be destroyed, and why.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Reason">Text after the colon, such as <c>dataset is busy</c>.</param>
public sealed record UndestroyableSnapshot(string Name, string Reason);

/// <summary>ZFS named the snapshots of one dataset that it cannot destroy; nothing of the batch is destroyed (spec A5.2, A5.4).</summary>
public sealed class SnapshotsUndestroyableException(CommandResult result, string dataset, ImmutableArray<UndestroyableSnapshot> snapshots)
    : ZfsCommandException(result, category: FailureCategory.NeedsAction)
{
    private const string Busy = "dataset is busy";

    /// <summary>The dataset all of them belong to.</summary>
    public string Dataset => dataset;

    /// <summary>The snapshots in the way, in ZFS's order.</summary>
    public ImmutableArray<UndestroyableSnapshot> Snapshots => snapshots;

    /// <summary>True if holds explain every one of them. <c>dataset is busy</c> may also be a running send or a mounted snapshot.</summary>
    public bool AreAllHolds => snapshots.All(s => IsHold(s.Reason));

    /// <summary>True for the texts with which ZFS refuses a held snapshot, before and since OpenZFS 2.3.3.</summary>
    public static bool IsHold(string reason) =>
        reason == Busy || reason.StartsWith("it's being held. Run 'zfs holds -r ", StringComparison.Ordinal);
}
