using System.Collections.Immutable;

namespace Zrepl.Engine.Retention;

/// <summary>
/// The keep rules of one side of a job. A snapshot is kept if at least one rule keeps it; every rule sees all snapshots. Without rules
/// everything is kept. Source: spec replication 3.5.
/// </summary>
/// <param name="Rules">In the order of the file, which decides nothing but the order of the reasons.</param>
public sealed record RetentionPolicy(ImmutableArray<KeepRule> Rules)
{
    /// <summary>No rules: nothing is ever destroyed.</summary>
    public static RetentionPolicy KeepEverything { get; } = new(ImmutableArray<KeepRule>.Empty);

    /// <summary>True if there is nothing to plan.</summary>
    public bool KeepsEverything => Rules.IsEmpty;

    /// <summary>True if a rule asks whether snapshots are replicated, so that the replication cursor must be known (BAD-25).</summary>
    public bool AsksForReplicationCursor => Rules.Any(r => r is KeepNotReplicated);

    /// <summary>True if the snapshot at the cursor itself counts as replicated, because a rule says <c>keep_snapshot_at_cursor: false</c>.</summary>
    public bool CursorSnapshotIsReplicated => Rules.Any(r => r is KeepNotReplicated { KeepSnapshotAtCursor: false });

    /// <summary>Decides about all snapshots of one dataset.</summary>
    /// <param name="snapshots">In any order.</param>
    /// <returns>One decision for each, oldest first (by createtxg, then by name): the order in which to destroy.</returns>
    public ImmutableArray<RetentionDecision> Decide(IEnumerable<RetentionSnapshot> snapshots)
    {
        ImmutableArray<RetentionSnapshot> oldestFirst = [.. snapshots.OrderBy(s => s.CreateTxg).ThenBy(s => s.Name, StringComparer.Ordinal)];
        var verdicts = Rules.Select(rule => rule.Judge(oldestFirst)).ToList();
        return [.. oldestFirst.Select((snapshot, i) => new RetentionDecision(snapshot, [.. verdicts.Select(ofRule => ofRule[i])]))];
    }

    /// <inheritdoc/>
    public bool Equals(RetentionPolicy? other) => other is not null && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => Rules.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => KeepsEverything ? "keep everything" : string.Join(", ", Rules);
}
