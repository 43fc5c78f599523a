using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Retention;

namespace Zrepl.Web.Components.Shared;

/// <summary>A bucket as it is drawn, in parts of the whole width.</summary>
/// <param name="From">Its younger edge, from 0.</param>
/// <param name="To">Its older edge, to 1.</param>
/// <param name="KeepsAll">True if it keeps everything.</param>
/// <param name="Title">What it is, for the pointer.</param>
public readonly record struct GridBucket(double From, double To, bool KeepsAll, string Title);

/// <summary>An age at which the buckets become longer.</summary>
/// <param name="At">Its place, from 0 to 1.</param>
/// <param name="Text">The age.</param>
public readonly record struct GridMark(double At, string Text);

/// <summary>The buckets of a grid on an axis of age that is logarithmic, as people speak of age.</summary>
/// <param name="Buckets">From the youngest to the oldest.</param>
/// <param name="Marks">Where the lengths change, and the end.</param>
/// <param name="Words">The grid in words.</param>
public sealed record GridBuckets(ImmutableArray<GridBucket> Buckets, ImmutableArray<GridMark> Marks, string Words)
{
    private const int MostOfATerm = 120;

    /// <summary>Of a grid.</summary>
    public static GridBuckets Of(RetentionGrid grid)
    {
        var unit = grid.Intervals[0].Length.Ticks / 2.0;
        var end = grid.Intervals.Sum(interval => (double)interval.Length.Ticks * interval.Count);
        var (buckets, marks) = (ImmutableArray.CreateBuilder<GridBucket>(), ImmutableArray.CreateBuilder<GridMark>());
        double age = 0;
        foreach (var interval in grid.Intervals)
        {
            // Of very many equal ones nobody can tell one from the next: they are drawn as groups.
            var together = Math.Max(1, (int)Math.Ceiling((double)interval.Count / MostOfATerm));
            for (var number = 0; number < interval.Count; number += together)
            {
                var to = age + (double)interval.Length.Ticks * Math.Min(together, interval.Count - number);
                buckets.Add(new(Place(age), Place(to), interval.Keep is null, Title(interval, age, to)));
                age = to;
            }

            marks.Add(new(Place(age), KeepWords.Span(TimeSpan.FromTicks((long)age))));
        }

        return new(buckets.ToImmutable(), marks.ToImmutable(), KeepWords.Of(grid));

        double Place(double ticks) => Math.Log(1 + ticks / unit) / Math.Log(1 + end / unit);
    }

    private static string Title(GridInterval interval, double from, double to) =>
        $"{KeepWords.Span(TimeSpan.FromTicks((long)from))} to {KeepWords.Span(TimeSpan.FromTicks((long)to))} old: keeps {interval.Keep?.ToString(CultureInfo.InvariantCulture) ?? "all"}";
}
