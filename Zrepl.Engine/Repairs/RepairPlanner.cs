using System.Collections.Immutable;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Repairs;

/// <summary>
/// Finds the ways out for a copy that replication cannot go on with. Decides only; looks at nothing and does nothing. Never offers to destroy what may have come
/// from the sender and is not there any more: then it is the only copy.
/// </summary>
public static class RepairPlanner
{
    /// <summary>Plans.</summary>
    public static RepairPlan Plan(RepairFacts facts)
    {
        var (situation, explanation, found) = Decide(facts);
        ImmutableArray<RepairWay> ways = [.. found.Select((way, index) => way with { Number = index + 1 })];
        return new(facts.Filesystem, facts.Target, situation, explanation, ways, RepairRevision.Of(facts, situation, ways));
    }

    private static (RepairSituation, string, ImmutableArray<RepairWay>) Decide(RepairFacts facts)
    {
        var snapshots = facts.Received?.Snapshots ?? [];
        if (facts.Received is { HasPartialState: true } && snapshots.IsEmpty)
        {
            return (RepairSituation.Interrupted,
                $"The first receive into {facts.Target} was interrupted. The next run continues it, or begins it anew if it cannot be continued; nothing is to be repaired.", []);
        }

        if (facts.Received is null || (facts.Received.IsPlaceholder && snapshots.IsEmpty))
        {
            var found = AdoptWay.Of(facts);
            return (RepairSituation.Missing, found.IsEmpty
                ? $"There is no copy of {facts.Filesystem} at {facts.Target}, and no dataset that could be one. {RepairPhrases.NextCopy(facts)}"
                : $"There is no copy of {facts.Filesystem} at {facts.Target}, but its snapshots are elsewhere: the copy, or the sender's dataset, was renamed.", found);
        }

        return IncrementalPath.Between(snapshots, facts.Sent) switch
        {
            IncrementalPath.Blocked { Conflict: Conflict.Diverged diverged } => Diverged(facts, facts.Received, diverged),
            IncrementalPath.Blocked { Conflict: Conflict.NoSenderSnapshots } => (
                RepairSituation.NothingToSend, $"The sender has no snapshots of {facts.Filesystem}. Take one there.", []),
            IncrementalPath.Blocked when snapshots.IsEmpty => (
                RepairSituation.InTheWay, $"{facts.Target} is there, but has no snapshots and was not made by zrepl: nothing is received over it.", [SetAsideWay.Of(facts, facts.Received)]),
            IncrementalPath.Blocked => (
                RepairSituation.Unrelated,
                $"{facts.Target} has no snapshot in common with {facts.Filesystem}: the sender's dataset was made anew, or all snapshots that both had are gone.",
                [SetAsideWay.Of(facts, facts.Received)]),
            _ when facts.Received.WrittenBytes > 0 => Modified(facts, facts.Received, snapshots[^1]),
            _ => (RepairSituation.Well, $"{facts.Target} goes on from what it has; nothing is to be repaired.", []),
        };
    }

    private static (RepairSituation, string, ImmutableArray<RepairWay>) Diverged(RepairFacts facts, ReceivedDataset received, Conflict.Diverged diverged)
    {
        var explanation =
            $"{facts.Target} has {RepairPhrases.Count(diverged.ReceiverOnly.Length, "snapshot")} newer than {diverged.Common.RelativeName}, the last that {facts.Filesystem} has too.";
        return (RepairSituation.Diverged, explanation, [RollBackWay.ToCommon(facts, received, diverged), SetAsideWay.Of(facts, received)]);
    }

    private static (RepairSituation, string, ImmutableArray<RepairWay>) Modified(RepairFacts facts, ReceivedDataset received, FilesystemVersion newest) => (
        RepairSituation.Modified, $"Somebody wrote into {facts.Target} since its newest snapshot, {newest.RelativeName}; zfs receive refuses to go over that.",
        [RollBackWay.ToNewest(facts, received, newest), SetAsideWay.Of(facts, received)]);
}
