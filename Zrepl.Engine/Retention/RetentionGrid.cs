using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Zrepl.Engine.Retention;

/// <summary>
/// A row of buckets beside each other, the first one ending now: <c>1x1h(keep=all) | 24x1h | 14x1d</c>. A bucket includes its younger edge
/// and excludes its older one. Each keeps its oldest members, so that what is kept stays until it leaves the bucket. Source: spec replication 3.7.
/// </summary>
/// <param name="Intervals">From the youngest bucket to the oldest; at least one.</param>
public sealed record RetentionGrid(ImmutableArray<GridInterval> Intervals)
{
    /// <summary>Number of buckets.</summary>
    public long BucketCount => Intervals.Sum(i => (long)i.Count);

    /// <summary>Reads a grid.</summary>
    /// <exception cref="FormatException">The text is no grid; the message says which interval is wrong, and how.</exception>
    public static RetentionGrid Parse(string text) => TryParse(text, out var grid, out var problem) ? grid : throw new FormatException(problem);

    /// <summary>Reads a grid; <paramref name="problem"/> says which interval is wrong, and how.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RetentionGrid? grid, [NotNullWhen(false)] out string? problem)
    {
        grid = null;
        var terms = text.Split('|');
        var intervals = ImmutableArray.CreateBuilder<GridInterval>(terms.Length);
        foreach (var (index, term) in terms.Index())
        {
            if (!GridInterval.TryParse(term, out var interval, out problem))
            {
                problem =
                    string.Create(CultureInfo.InvariantCulture,
                    $"cannot parse interval {index + 1} of {terms.Length}: {problem}: {term.Trim()}");
                return false;
            }

            intervals.Add(interval);
        }

        var isMonotonic = intervals.Index().Skip(1).All(x =>
            x.Item.Length >= intervals[x.Index - 1].Length || intervals.Take(x.Index).All(earlier => earlier.Keep is null));
        problem = isMonotonic ? null : "retention grid interval length must be monotonically increasing";
        if (isMonotonic) grid = new(intervals.DrainToImmutable());
        return problem is null;
    }

    /// <summary>Finds the bucket for an age.</summary>
    /// <param name="age">Not negative.</param>
    /// <returns>Its number, from 1, and the term it belongs to; null if the age is past the last bucket.</returns>
    public (long Number, GridInterval Interval)? BucketAt(TimeSpan age)
    {
        Int128 rest = age.Ticks;
        long number = 1;
        foreach (var interval in Intervals)
        {
            var bucket = rest / interval.Length.Ticks;
            if (bucket < interval.Count) return (number + (long)bucket, interval);
            rest -= (Int128)interval.Length.Ticks * interval.Count;
            number += interval.Count;
        }

        return null;
    }

    /// <summary>Decides about each date.</summary>
    /// <param name="dates">In order of creation (createtxg), which decides between equal dates: the earlier one goes first.</param>
    /// <param name="now">Younger edge of the first bucket; what is younger still is kept.</param>
    /// <returns>One verdict for each, in the order given.</returns>
    internal RuleVerdict[] Thin(IReadOnlyList<DateTimeOffset> dates, DateTimeOffset now)
    {
        var verdicts = new RuleVerdict[dates.Count];
        var members = new Dictionary<long, (GridInterval Interval, List<int> YoungestFirst)>();
        foreach (var i in Enumerable.Range(0, dates.Count).OrderByDescending(i => dates[i])) // a stable sort
        {
            if (dates[i] > now) verdicts[i] = new(true, "younger than the first bucket");
            else if (BucketAt(now - dates[i]) is not var (number, interval)) verdicts[i] = new(false, "older than the last bucket");
            else if (members.TryGetValue(number, out var bucket)) bucket.YoungestFirst.Add(i);
            else members.Add(number, (interval, [i]));
        }

        foreach (var (number, (interval, youngestFirst)) in members)
            JudgeBucket(string.Create(CultureInfo.InvariantCulture, $"bucket {number} ({interval})"), interval, youngestFirst, verdicts);
        return verdicts;
    }

    /// <inheritdoc/>
    public bool Equals(RetentionGrid? other) => other is not null && Intervals.SequenceEqual(other.Intervals);

    /// <inheritdoc/>
    public override int GetHashCode() => Intervals.Aggregate(0, HashCode.Combine);

    /// <summary>Writes the grid as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join(" | ", Intervals);

    private static void JudgeBucket(string bucket, GridInterval interval, List<int> youngestFirst, RuleVerdict[] verdicts)
    {
        var what = interval.Keep == 1 ? "oldest" : string.Create(CultureInfo.InvariantCulture, $"{interval.Keep} oldest");
        var refusal = $"{bucket} keeps only its {what}";
        for (var place = 0; place < youngestFirst.Count; place++)
        {
            var fromOldest = youngestFirst.Count - place;
            if (interval.Keep is null) verdicts[youngestFirst[place]] = new(true, $"{bucket} keeps all");
            else if (fromOldest > interval.Keep) verdicts[youngestFirst[place]] = new(false, refusal);
            else verdicts[youngestFirst[place]] = new(true, $"{Ordinal(fromOldest)}oldest of {bucket}");
        }
    }

    private static string Ordinal(int number) => number switch
    {
        1 => "",
        2 => "2nd ",
        3 => "3rd ",
        _ => string.Create(CultureInfo.InvariantCulture, $"{number}th "),
    };
}
