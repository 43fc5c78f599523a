using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Units;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// How often snapshots were taken lately, where nobody here knows the schedule: the other side takes them, or a script does. The middle one of the
/// last distances, so that one gap does not count.
/// </summary>
internal static class Rhythm
{
    private const int Looked = 20;

    /// <summary>Goes on as before; never, if there are fewer than two snapshots to tell by.</summary>
    public static DueTimes Of(IEnumerable<FilesystemVersion> snapshots, DateTimeOffset now)
    {
        var times = snapshots.Where(version => version.IsSnapshot).Select(version => version.CreationSeconds).Distinct().Order().TakeLast(Looked + 1).ToImmutableArray();
        if (times.Length < 2) return DueTimes.Never;
        var gaps = times.Skip(1).Zip(times, (later, earlier) => later - earlier).Order().ToImmutableArray();
        var interval = TimeSpan.FromSeconds(gaps[gaps.Length / 2]);
        var grid = new PeriodicGridSchedule(DateTimeOffset.FromUnixTimeSeconds(times[^1]), interval);
        return new(grid.Next(now), grid, $"every {EitherDuration.Format(interval)}");
    }

    /// <summary>Names like those of the newest snapshot: what stands before its first digit, and the time.</summary>
    public static Func<DateTimeOffset, string> NamesLike(IEnumerable<FilesystemVersion> snapshots)
    {
        var newest = snapshots.Where(version => version.IsSnapshot).MaxBy(version => version.CreationSeconds)?.Name ?? "";
        var digit = newest.AsSpan().IndexOfAnyInRange('0', '9');
        var prefix = digit < 0 ? newest : newest[..digit];
        return time => prefix + time.UtcDateTime.ToString("yyyyMMdd_HHmmss_000", CultureInfo.InvariantCulture);
    }
}
