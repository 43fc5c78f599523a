using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Retention;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>A retention grid as it lies over the snapshots of a side: its buckets are counted from the youngest snapshot that it is about.</summary>
/// <param name="Job">Whose rule it is.</param>
/// <param name="Grid">The buckets.</param>
/// <param name="Youngest">Where they begin.</param>
public sealed record LaneGrid(string Job, RetentionGrid Grid, DateTimeOffset Youngest)
{
    // Of buckets narrower than this, in parts of a hundred, nobody can tell one from the next: they are drawn as one.
    private const double Narrowest = 0.35;

    private const int MostOfATerm = 1000;

    /// <summary>The grids among the rules of a job, each where it lies now.</summary>
    /// <param name="job">The job.</param>
    /// <param name="rules">Its rules for this side.</param>
    /// <param name="points">The snapshots of this side.</param>
    /// <param name="now">The time; a snapshot dated after it says nothing, as in pruning.</param>
    internal static IEnumerable<LaneGrid> Of(string job, RetentionPolicy rules, IReadOnlyList<TimePoint> points, DateTimeOffset now) =>
        from rule in rules.Rules.OfType<KeepGrid>()
        let youngest = points.Where(point => point.At <= now && rule.Regex.Search(point.Name[1..]) is RegexOutcome.Matches).MaxBy(point => point.At)
        where youngest is not null
        select new LaneGrid(job, rule.Grid, youngest.At);

    /// <summary>Its buckets that are in sight, the youngest first.</summary>
    public ImmutableArray<TimeShade> Shades(TimeScale scale)
    {
        var shades = ImmutableArray.CreateBuilder<TimeShade>();
        var begun = scale.Now - Youngest; // age of the youngest snapshot: there the first bucket ends
        double age = 0;
        foreach (var interval in Grid.Intervals)
        {
            double length = interval.Length.Ticks;
            var first = (long)Math.Clamp(Math.Floor(((scale.Youngest - begun).Ticks - age) / length), 0, interval.Count);
            var last = (long)Math.Clamp(Math.Ceiling(((scale.Oldest - begun).Ticks - age) / length), 0, interval.Count);
            var together = Math.Max(1, (last - first + MostOfATerm - 1) / MostOfATerm);
            for (var number = first; number < last;)
            {
                var next = number;
                double right = Place(age + (number * length)), left;
                do
                {
                    next = Math.Min(last, next + together);
                    left = Place(age + (next * length));
                }
                while (right - left < Narrowest && next < last);
                if (right > left) shades.Add(new(left, right, shades.Count % 2 == 1, interval.Keep is null, Title(interval, age + (number * length), age + (next * length), next - number)));
                number = next;
            }

            age += length * interval.Count;
            if (age > (scale.Oldest - begun).Ticks) break;
        }

        return shades.ToImmutable();

        double Place(double ticks) => Math.Clamp(scale.X(TimeSpan.FromSeconds(Math.Min((ticks / TimeSpan.TicksPerSecond) + begun.TotalSeconds, TimeSpan.MaxValue.TotalSeconds / 2))), 0, 100);
    }

    private string Title(GridInterval interval, double from, double to, long buckets)
    {
        var keeps = interval.Keep is { } number ? $"{number.ToString(CultureInfo.InvariantCulture)}{(number == 1 ? " snapshot, the oldest" : " snapshots, the oldest")}" : "every snapshot";
        return $"{Job}: {Span(from)} to {Span(to)} before its newest: keeps {keeps}{(buckets == 1 || interval.Keep is null ? "" : $" of each {Span(interval.Length.Ticks)}")}";
    }

    private static string Span(double ticks) => DurationText.Exact(TimeSpan.FromSeconds(ticks / TimeSpan.TicksPerSecond));
}
