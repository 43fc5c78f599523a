using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Schedules;

namespace Zrepl.Web.Components.Shared;

/// <summary>When a schedule is due next.</summary>
internal static class FireTimes
{
    /// <summary>The next times, in the time zone of this machine; fewer if there are no more.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="after">The first is later than this.</param>
    /// <param name="most">How many.</param>
    /// <param name="clock">For the time zone.</param>
    public static ImmutableArray<DateTimeOffset> Of(ISchedule schedule, DateTimeOffset after, int most, TimeProvider clock)
    {
        var times = ImmutableArray.CreateBuilder<DateTimeOffset>(most);
        for (var time = schedule.Next(after); time is { } next && times.Count < most; time = schedule.Next(next)) times.Add(TimeZoneInfo.ConvertTime(next, clock.LocalTimeZone));
        return times.ToImmutable();
    }

    /// <summary>One of them as people say it; with its seconds if those of the same minute would look alike.</summary>
    /// <param name="times">All that are shown.</param>
    /// <param name="time">This one.</param>
    /// <param name="now">The time, in the same time zone.</param>
    public static string Text(ImmutableArray<DateTimeOffset> times, DateTimeOffset time, DateTimeOffset now) => times.Length > 1 && times[1] - times[0] < TimeSpan.FromMinutes(1)
        ? time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
        : MomentText.Clock(time, now);
}
