using System.Collections.Immutable;
using System.Globalization;

namespace Zrepl.Engine.Retention;

/// <summary>
/// <c>type: last_n</c>: keeps the youngest snapshots, by date as upstream does and by the order in which they were made; the two differ only
/// if a clock was set back, and then neither costs the newest. Those that do not match the pattern are neither counted nor kept.
/// </summary>
public sealed record KeepLastN : KeepRule
{
    /// <summary>A rule for the youngest <paramref name="count"/>, at least one.</summary>
    /// <param name="count">How many to keep.</param>
    /// <param name="regex">Which snapshots the rule concerns; null: all.</param>
    /// <exception cref="FormatException">The count is not positive.</exception>
    public KeepLastN(int count, GoRegex? regex = null)
    {
        if (count <= 0) throw new FormatException($"must specify positive number as 'keep last count', got {count}");
        (Count, Regex) = (count, regex);
    }

    /// <summary>How many are kept.</summary>
    public int Count { get; }

    /// <summary>Which snapshots the rule concerns; null: all.</summary>
    public GoRegex? Regex { get; }

    /// <inheritdoc/>
    public override ImmutableArray<RuleVerdict> Judge(ImmutableArray<RetentionSnapshot> oldestFirst)
    {
        var verdicts = new RuleVerdict[oldestFirst.Length];
        var concerned = new List<int>(oldestFirst.Length);
        for (var i = 0; i < verdicts.Length; i++)
        {
            var outcome = Regex?.Search(oldestFirst[i].Name) ?? RegexOutcome.Matches;
            if (outcome == RegexOutcome.Matches) concerned.Add(i);
            else verdicts[i] = outcome == RegexOutcome.TimedOut ? KeepUndecided() : Refuse("name does not match");
        }

        // Of equal dates the greater name is the younger one.
        var byDate = concerned.OrderByDescending(i => oldestFirst[i].Creation).ThenByDescending(i => oldestFirst[i].Name, StringComparer.Ordinal);
        foreach (var (number, i) in byDate.Index())
        {
            var reason = $"number {(number + 1).ToString(CultureInfo.InvariantCulture)}";
            verdicts[i] = number < Count ? Keep(reason) : Refuse(reason);
        }

        // While a clock is behind, new snapshots carry dates older than those of their elders. They are the last all the same.
        foreach (var (number, i) in concerned.AsEnumerable().Reverse().Take(Count).Index())
            if (!verdicts[i].Keeps) verdicts[i] = Keep($"number {(number + 1).ToString(CultureInfo.InvariantCulture)} made, though dated earlier");

        return [.. verdicts];
    }

    /// <inheritdoc/>
    public override string ToString() => Regex is null ? $"last_n {Count}" : $"last_n {Count} {Regex}";
}
