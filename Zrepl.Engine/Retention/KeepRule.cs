using System.Collections.Immutable;

namespace Zrepl.Engine.Retention;

/// <summary>One keep rule of a <c>pruning</c> section. Its text, <see cref="object.ToString"/>, names it in reasons. Source: spec
/// replication 3.6.</summary>
public abstract record KeepRule
{
    private protected KeepRule() { }

    /// <summary>Says of each snapshot whether this rule keeps it.</summary>
    /// <param name="oldestFirst">All snapshots of one dataset by createtxg, also those the rule does not concern.</param>
    /// <returns>One verdict for each, in the order given.</returns>
    public abstract ImmutableArray<RuleVerdict> Judge(ImmutableArray<RetentionSnapshot> oldestFirst);

    private protected RuleVerdict Keep(string why) => new(true, $"{this}: {why}");

    private protected RuleVerdict Refuse(string why) => new(false, $"{this}: {why}");

    // What a pattern could not tell in time is kept: the safe side (spec replication 3.8).
    private protected RuleVerdict KeepUndecided() => Keep("the pattern took too long, kept to be safe");
}
