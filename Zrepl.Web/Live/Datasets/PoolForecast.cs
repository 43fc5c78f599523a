using System.Collections.Immutable;
using Zrepl.Web.Data.Pools;

namespace Zrepl.Web.Live.Datasets;

/// <summary>
/// When a pool will be full if it goes on as before. Pure. A date is only given for growth that is steady: in the whole time looked at, in both halves of it and in
/// the newest part. Copies that were made once, pruning that begins again, and growth that has ended give none.
/// </summary>
internal abstract record PoolForecast
{
    /// <summary>Days on which something must have been measured.</summary>
    public const int DaysNeeded = 7;

    // What is further away is not told as a date: nobody's growth is steady for so long.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(2 * 365.25);

    // A month has the weekly and monthly ups and downs of snapshots in it; growth that began two weeks ago is worth a word too.
    private static readonly int[] Windows = [28, 14];
    private const double Certainty = 2.58; // of the normal distribution: one false trend in a hundred
    private const int LeastPart = 4;

    /// <summary>How far back measurements count.</summary>
    public static TimeSpan LongestWindow => TimeSpan.FromDays(Windows[0]);

    /// <summary>It was not measured for long enough.</summary>
    /// <param name="Days">On how many days it was.</param>
    public sealed record TooLittle(int Days) : PoolForecast;

    /// <summary>It neither grows nor shrinks steadily.</summary>
    public sealed record NoTrend : PoolForecast;

    /// <summary>It becomes emptier.</summary>
    public sealed record Shrinking(long BytesPerDay) : PoolForecast;

    /// <summary>It grows so slowly that it will not be full within two years.</summary>
    public sealed record FarAway(long BytesPerDay) : PoolForecast;

    /// <summary>It will be full.</summary>
    /// <param name="At">When, by the growth that is most likely.</param>
    /// <param name="Earliest">When, by the fastest growth that the measurements allow.</param>
    /// <param name="BytesPerDay">The growth that is most likely.</param>
    public sealed record Full(DateTimeOffset At, DateTimeOffset Earliest, long BytesPerDay) : PoolForecast;

    /// <summary>It is full.</summary>
    public sealed record FullNow : PoolForecast;

    /// <summary>Looks at one pool.</summary>
    /// <param name="uses">What was measured, in any order; what is too old is not looked at.</param>
    /// <param name="available">Bytes that can be written now: a pool that was enlarged has more room than its past tells.</param>
    /// <param name="now">The time.</param>
    public static PoolForecast Of(IReadOnlyCollection<PoolUse> uses, long available, DateTimeOffset now)
    {
        if (available <= 0) return new FullNow();
        var days = DaysOf(uses.Where(use => use.At <= now && now - use.At <= LongestWindow));
        if (days.Length < DaysNeeded) return new TooLittle(days.Length);
        foreach (var window in Windows)
        {
            var part = days.Where(day => (now - day.At).TotalDays <= window).ToImmutableArray();
            if (part.Length >= DaysNeeded && IsSteady(part)) return Of(new Trend(part), available, now);
        }

        var whole = new Trend(days);
        return whole.Certainty < -Certainty ? new Shrinking((long)-whole.Slope) : new NoTrend();
    }

    private static PoolForecast Of(Trend growth, long available, DateTimeOffset now)
    {
        var days = available / growth.Slope;
        return days > Horizon.TotalDays
            ? new FarAway((long)growth.Slope)
            : new Full(now.AddDays(days), now.AddDays(available / growth.FastestSlope), (long)growth.Slope);
    }

    private static bool IsSteady(ImmutableArray<Day> days)
    {
        var whole = new Trend(days);
        var half = (days.Length + 1) / 2;
        return whole.Certainty > Certainty && whole.Slope > 0
            && new Trend(days[..half]).Slope > 0 && new Trend(days[^half..]).Slope > 0 && new Trend(days[^Math.Max(LeastPart, days.Length / 4)..]).Slope > 0;
    }

    // The middle of each day's measurements: snapshots come and go within it.
    private static ImmutableArray<Day> DaysOf(IEnumerable<PoolUse> uses) =>
    [
        .. from use in uses
           group use by use.At.UtcDateTime.Date into day
           orderby day.Key
           select new Day(day.Max(use => use.At), Middle([.. day.Select(use => (double)use.Used).Order()])),
    ];

    private static double Middle(ImmutableArray<double> sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private readonly record struct Day(DateTimeOffset At, double Used);

    /// <summary>
    /// The slope by Theil and Sen, the middle of the slopes between every two days, which single leaps do not move; and whether it is more than chance, by Mann and
    /// Kendall. A line of least squares would follow every large copy.
    /// </summary>
    private readonly struct Trend
    {
        public Trend(ImmutableArray<Day> days)
        {
            var slopes = new List<double>();
            var rises = 0; // less falls
            for (var later = 1; later < days.Length; later++)
            {
                for (var earlier = 0; earlier < later; earlier++)
                {
                    var rise = days[later].Used - days[earlier].Used;
                    slopes.Add(rise / (days[later].At - days[earlier].At).TotalDays);
                    rises += Math.Sign(rise);
                }
            }

            slopes.Sort();
            var n = (double)days.Length;
            var deviation = Math.Sqrt(n * (n - 1) * ((2 * n) + 5) / 18);
            Slope = Middle([.. slopes]);
            Certainty = (rises - Math.Sign(rises)) / deviation;
            FastestSlope = slopes[Math.Clamp((int)Math.Ceiling((slopes.Count + (PoolForecast.Certainty * deviation)) / 2), 0, slopes.Count - 1)];
        }

        /// <summary>Bytes for each day.</summary>
        public double Slope { get; }

        /// <summary>The greatest that the measurements allow.</summary>
        public double FastestSlope { get; }

        /// <summary>How far from chance; below 0 it falls.</summary>
        public double Certainty { get; }
    }
}
