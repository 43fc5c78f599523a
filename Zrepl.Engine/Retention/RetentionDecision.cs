using System.Collections.Immutable;

namespace Zrepl.Engine.Retention;

/// <summary>What all rules together say of one snapshot: it is destroyed only if there are rules and none keeps it.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Verdicts">One for each rule, in the rules' order.</param>
public sealed record RetentionDecision(RetentionSnapshot Snapshot, ImmutableArray<RuleVerdict> Verdicts)
{
    /// <summary>True if the snapshot is to be destroyed.</summary>
    public bool Destroy => Verdicts.Length > 0 && !Verdicts.Any(v => v.Keeps);

    /// <summary>The reasons of the rules that keep it.</summary>
    public IEnumerable<string> KeptBecause => Verdicts.Where(v => v.Keeps).Select(v => v.Reason);

    /// <summary>The reasons of the rules that do not.</summary>
    public IEnumerable<string> NotKeptBecause => Verdicts.Where(v => !v.Keeps).Select(v => v.Reason);
}
