using System.Collections.Immutable;
using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// The rounds of a forecast in order, with what the rules can tell apart by the names of the snapshots taken in them. Two stretches of rounds that look alike
/// do the same to datasets that look alike.
/// </summary>
internal sealed class ForecastRounds
{
    private const int MostPatterns = 64;

    private readonly ImmutableArray<ForecastRound> _rounds;
    private readonly Func<DateTimeOffset, string> _nameAt;
    private readonly ulong[] _marks; // a bit for each pattern
    private readonly ulong _allMarks;

    /// <summary>Looks at them.</summary>
    /// <param name="rounds">All of them.</param>
    /// <param name="nameAt">How snapshots are named.</param>
    /// <param name="rules">The rules of all sides.</param>
    /// <param name="cancellation">Ends it: there may be a million names.</param>
    public ForecastRounds(
        ImmutableArray<ForecastRound> rounds, Func<DateTimeOffset, string> nameAt, IEnumerable<RetentionPolicy> rules, CancellationToken cancellation)
    {
        (_rounds, _nameAt, _marks) = (rounds, nameAt, new ulong[rounds.Length]);
        Patterns = [.. rules.SelectMany(policy => policy.Rules).Select(AgeRules.PatternOf).OfType<GoRegex>().Distinct()];
        CanRepeat = Patterns.Length <= MostPatterns && TryMark(cancellation);
        _allMarks = _marks.Aggregate(0UL, (all, marks) => all | marks);
    }

    /// <summary>How many.</summary>
    public int Count => _rounds.Length;

    /// <summary>The patterns of the rules.</summary>
    public ImmutableArray<GoRegex> Patterns { get; }

    /// <summary>False if names repeat or a pattern could not decide about one: then each round has to be gone through.</summary>
    public bool CanRepeat { get; }

    /// <summary>One of them.</summary>
    public ForecastRound this[int index] => _rounds[index];

    /// <summary>Name of the snapshot taken in a round.</summary>
    public string NameOf(int index) => _nameAt(_rounds[index].At);

    /// <summary>Which patterns match the name of the snapshot taken in a round.</summary>
    public ulong MarksOf(int index) => _marks[index];

    /// <summary>True if a pattern, one of the rules', matches the name of some snapshot to come.</summary>
    public bool Match(GoRegex pattern) => Patterns.IndexOf(pattern) is >= 0 and < MostPatterns and var index && (_allMarks & (1UL << index)) != 0;

    /// <summary>How many rounds after one look like those a period before.</summary>
    public int AlikeAfter(int index, int period)
    {
        var next = index + 1;
        while (next < _rounds.Length && IsAlike(next, next - period)) next++;
        return next - index - 1;
    }

    /// <summary>True if a snapshot taken in one of the rounds gets this name. Only where they <see cref="CanRepeat"/>: the names are in order then.</summary>
    public bool Names(string name)
    {
        var (low, high) = (0, _rounds.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(NameOf(middle), name);
            if (order == 0) return true;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    private bool IsAlike(int index, int other) =>
        _rounds[index].TakesSnapshots == _rounds[other].TakesSnapshots && _rounds[index].Runs == _rounds[other].Runs
        && _marks[index] == _marks[other] && _rounds[index].At - _rounds[index - 1].At == _rounds[other].At - _rounds[other - 1].At;

    // Names in ascending order are all different, which need not be looked up any more.
    private bool TryMark(CancellationToken cancellation)
    {
        var before = "";
        for (var index = 0; index < _rounds.Length; index++)
        {
            if (index % 1000 == 0) cancellation.ThrowIfCancellationRequested();
            var name = NameOf(index);
            if (string.CompareOrdinal(name, before) <= 0) return false;
            before = name;
            if (!_rounds[index].TakesSnapshots) continue;
            for (var pattern = 0; pattern < Patterns.Length; pattern++)
            {
                switch (Patterns[pattern].Search(name))
                {
                    case RegexOutcome.TimedOut: return false;
                    case RegexOutcome.Matches: _marks[index] |= 1UL << pattern; break;
                }
            }
        }

        return true;
    }
}
