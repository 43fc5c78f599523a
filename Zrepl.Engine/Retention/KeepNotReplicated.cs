using System.Collections.Immutable;

namespace Zrepl.Engine.Retention;

/// <summary><c>type: not_replicated</c>: keeps what the other side does not have yet.</summary>
/// <param name="KeepSnapshotAtCursor">True (default): the snapshot at the replication cursor does not count as replicated either.</param>
public sealed record KeepNotReplicated(bool KeepSnapshotAtCursor = true) : KeepRule
{
    /// <inheritdoc/>
    public override ImmutableArray<RuleVerdict> Judge(ImmutableArray<RetentionSnapshot> oldestFirst)
    {
        var keep = Keep(KeepSnapshotAtCursor ? "at the cursor or younger" : "younger than the cursor");
        var refuse = Refuse("already replicated");
        return [.. oldestFirst.Select(s => s.IsReplicated ? refuse : keep)];
    }

    /// <inheritdoc/>
    public override string ToString() => "not_replicated";
}
