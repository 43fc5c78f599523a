using System.Collections.Immutable;

namespace Zrepl.Engine.Retention;

/// <summary>
/// <c>type: grid</c>: thins snapshots out with their age, which is counted from the youngest matching snapshot, never from the clock, so
/// that nothing ages while no snapshots are taken. Source: spec replication 3.7.
/// </summary>
/// <param name="Grid">The buckets.</param>
/// <param name="Regex">Which snapshots the rule concerns; others are not kept by it.</param>
public sealed record KeepGrid(RetentionGrid Grid, GoRegex Regex) : KeepRule
{
    /// <inheritdoc/>
    public override ImmutableArray<RuleVerdict> Judge(ImmutableArray<RetentionSnapshot> oldestFirst)
    {
        var verdicts = new RuleVerdict[oldestFirst.Length];
        var concerned = new List<int>(oldestFirst.Length);
        for (var i = 0; i < verdicts.Length; i++)
        {
            var outcome = Regex.Search(oldestFirst[i].Name);
            if (outcome == RegexOutcome.Matches) concerned.Add(i);
            else verdicts[i] = outcome == RegexOutcome.TimedOut ? KeepUndecided() : Refuse($"name does not match {Regex}");
        }

        if (concerned.Count > 0)
        {
            var now = concerned.Max(i => oldestFirst[i].Creation);
            var youngest = concerned.FindLastIndex(i => oldestFirst[i].Creation == now);
            var dates = concerned.Take(youngest + 1).Select(i => oldestFirst[i].Creation).ToList();
            foreach (var (place, verdict) in Grid.Thin(dates, now).Index())
                verdicts[concerned[place]] = verdict.Keeps ? Keep(verdict.Reason) : Refuse(verdict.Reason);

            // While a clock is behind, new snapshots carry dates older than those of their elders, and would fall into buckets that keep their oldest. They, and what lies
            // there, are thinned out once a date is the greatest again.
            foreach (var i in concerned.Skip(youngest + 1)) verdicts[i] = Keep($"made after {oldestFirst[concerned[youngest]].Name}, though dated earlier");
        }

        return [.. verdicts];
    }

    /// <inheritdoc/>
    public override string ToString() => "grid";
}
