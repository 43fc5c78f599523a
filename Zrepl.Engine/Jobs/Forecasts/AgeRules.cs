using System.Collections.Immutable;
using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// What the rules of one side make of the age of a snapshot: for some it decides nothing, and past the last bucket of every grid it makes no difference any
/// more how old it is. Where no snapshot to come matches the pattern of a rule, the rule counts from what is there, and the time that passes decides nothing.
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="rounds">The rounds to come.</param>
internal sealed class AgeRules(RetentionPolicy rules, ForecastRounds rounds)
{
    private readonly ImmutableArray<KeepGrid> _grids = [.. rules.Rules.OfType<KeepGrid>().Where(rule => rounds.Match(rule.Regex))];
    private readonly ImmutableArray<KeepLastN> _counts = [.. rules.Rules.OfType<KeepLastN>().Where(rule => rule.Regex is null || rounds.Match(rule.Regex))];

    /// <summary>True if each rule is one whose way of looking at snapshots is known here.</summary>
    public bool AreKnown { get; } = rules.Rules.All(rule => rule is KeepGrid or KeepLastN or KeepRegex or KeepNotReplicated);

    /// <summary>Seconds from the younger edge of the first bucket to the end of the last one, of the longest grid.</summary>
    public long Reach { get; } = rules.Rules.OfType<KeepGrid>().Select(rule => ReachOf(rule.Grid)).DefaultIfEmpty(0).Max();

    /// <summary>Patterns of the grids: each counts from the youngest snapshot that matches.</summary>
    public IEnumerable<GoRegex> Grids => _grids.Select(rule => rule.Regex);

    /// <summary>True if a rule asks how old a snapshot of this name is.</summary>
    public bool AskFor(string name) =>
        _grids.Any(rule => rule.Regex.Search(name) != RegexOutcome.DoesNotMatch)
        || _counts.Any(rule => rule.Regex is null || rule.Regex.Search(name) != RegexOutcome.DoesNotMatch);

    /// <summary>The pattern of a rule, or null.</summary>
    public static GoRegex? PatternOf(KeepRule rule) => rule switch
    {
        KeepGrid grid => grid.Regex,
        KeepLastN last => last.Regex,
        KeepRegex regex => regex.Regex,
        _ => null,
    };

    // Rounded up, and no longer than any date lasts.
    private static long ReachOf(RetentionGrid grid)
    {
        var ticks = grid.Intervals.Aggregate((Int128)0, (sum, interval) => sum + ((Int128)interval.Length.Ticks * interval.Count));
        return (long)Int128.Min((ticks / TimeSpan.TicksPerSecond) + 1, uint.MaxValue);
    }
}
