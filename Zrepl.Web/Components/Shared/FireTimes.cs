using System.Collections.Immutable;
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
}
