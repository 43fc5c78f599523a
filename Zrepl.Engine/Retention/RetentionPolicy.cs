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

    /// <summary>Why a snapshot is kept whose date has not come yet.</summary>
    public const string FromTheFuture = "its date lies in the future: the clock was wrong when it was taken";

    /// <summary>True if there is nothing to plan.</summary>
    public bool KeepsEverything => Rules.IsEmpty;

    /// <summary>True if a rule asks whether snapshots are replicated, so that the replication cursor must be known (BAD-25).</summary>
    public bool AsksForReplicationCursor => Rules.Any(r => r is KeepNotReplicated);

    /// <summary>True if the snapshot at the cursor itself counts as replicated, because a rule says <c>keep_snapshot_at_cursor: false</c>.</summary>
    public bool CursorSnapshotIsReplicated => Rules.Any(r => r is KeepNotReplicated { KeepSnapshotAtCursor: false });

    /// <summary>Decides about all snapshots of one dataset.</summary>
    /// <param name="snapshots">In any order.</param>
    /// <param name="latest">
    /// Snapshots dated after this are kept, and say nothing about the others: the clock was wrong when they were taken, and rules that count from the youngest would
    /// take everything else for old. Null: any date is possible.
    /// </param>
    /// <returns>One decision for each, oldest first (by createtxg, then by name): the order in which to destroy.</returns>
    public ImmutableArray<RetentionDecision> Decide(IEnumerable<RetentionSnapshot> snapshots, DateTimeOffset? latest = null)
    {
        var byDate = snapshots.OrderBy(s => s.CreateTxg).ThenBy(s => s.Name, StringComparer.Ordinal).ToLookup(s => s.Creation > latest);
        ImmutableArray<RetentionSnapshot> oldestFirst = [.. byDate[false]];
        var verdicts = Rules.Select(rule => rule.Judge(oldestFirst)).ToList();
        var decisions = oldestFirst.Select((snapshot, i) => new RetentionDecision(snapshot, [.. verdicts.Select(ofRule => ofRule[i])]));
        if (!byDate.Contains(true)) return [.. decisions];
        return [.. decisions.Concat(byDate[true].Select(snapshot => new RetentionDecision(snapshot, [new(true, FromTheFuture)]))).OrderBy(d => d.Snapshot.CreateTxg)];
    }

    /// <inheritdoc/>
    public bool Equals(RetentionPolicy? other) => other is not null && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => Rules.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => KeepsEverything ? "keep everything" : string.Join(", ", Rules);
}
