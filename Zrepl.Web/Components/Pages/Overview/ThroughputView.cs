using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>Bytes per hour over some days, stacked by job.</summary>
/// <param name="Series">Jobs that moved something, the largest first; small ones together as the last.</param>
/// <param name="Bars">Pieces of columns.</param>
/// <param name="Days">Where days begin.</param>
/// <param name="Top">What the full height means.</param>
/// <param name="Total">All of it.</param>
internal sealed record ThroughputView(
    ImmutableArray<(string Name, long Bytes)> Series, ImmutableArray<ThroughputBar> Bars, ImmutableArray<(string Word, double X)> Days, long Top, long Total)
{
    /// <summary>Hours that are shown.</summary>
    public const int Hours = 7 * 24;

    private const int MostSeries = 5;

    /// <summary>Puts it together.</summary>
    /// <param name="rows">What was moved.</param>
    /// <param name="now">The time, in the time zone to show times in.</param>
    public static ThroughputView From(ImmutableArray<HourlyBytes> rows, DateTimeOffset now)
    {
        var first = HourlyBytes.Of(now) - Hours + 1;
        var recent = rows.Where(row => row.Hour >= first && row.Hour < first + Hours).ToList();
        var names = recent.GroupBy(row => row.Job).Select(job => (Name: job.Key, Bytes: job.Sum(row => row.Bytes))).OrderByDescending(job => job.Bytes).ThenBy(job => job.Name, StringComparer.Ordinal).ToList();
        var own = names.Take(names.Count > MostSeries ? MostSeries - 1 : MostSeries).Select((job, index) => (job.Name, index)).ToDictionary(job => job.Name, job => job.index, StringComparer.Ordinal);
        var top = recent.GroupBy(row => row.Hour).Select(hour => hour.Sum(row => row.Bytes)).DefaultIfEmpty(0).Max();
        var bars = ImmutableArray.CreateBuilder<ThroughputBar>();
        foreach (var hour in recent.GroupBy(row => row.Hour).OrderBy(hour => hour.Key))
        {
            var below = 0L;
            foreach (var piece in hour.GroupBy(row => own.GetValueOrDefault(row.Job, MostSeries - 1)).OrderBy(piece => piece.Key))
            {
                var bytes = piece.Sum(row => row.Bytes);
                var begin = HourlyBytes.Begin(hour.Key).ToOffset(now.Offset);
                var who = piece.Select(row => row.Job).Distinct(StringComparer.Ordinal).Count() > 1 ? "several jobs" : piece.First().Job;
                bars.Add(new(
                    100.0 * (hour.Key - first) / Hours, 100.0 * (top - below - bytes) / top, 100.0 * bytes / top, piece.Key,
                    $"{begin.ToString("ddd HH:mm", CultureInfo.InvariantCulture)} · {who} · {ByteText.Of(bytes)}"));
                below += bytes;
            }
        }

        var days = Enumerable.Range(0, Hours).Select(hour => (At: HourlyBytes.Begin(first + hour).ToOffset(now.Offset), hour)).Where(hour => hour.At.Hour == 0)
            .Select(hour => (hour.At.ToString("ddd", CultureInfo.InvariantCulture), 100.0 * hour.hour / Hours));
        var series = names.Where(job => own.ContainsKey(job.Name)).ToImmutableArray();
        if (names.Count > own.Count) series = series.Add(("others", names.Where(job => !own.ContainsKey(job.Name)).Sum(job => job.Bytes)));
        return new(series, bars.ToImmutable(), [.. days], top, names.Sum(job => job.Bytes));
    }
}

/// <summary>A piece of a column, in hundredths of the drawing.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Height">Height.</param>
/// <param name="Series">Which job.</param>
/// <param name="Title">What it is, for the pointer.</param>
internal sealed record ThroughputBar(double X, double Y, double Height, int Series, string Title);
