using Zrepl.Engine.Units;

namespace Zrepl.Engine.Schedules;

/// <summary>
/// Due at every multiple of an interval from an anchor, in absolute time: it does not drift and daylight saving does not concern it. The
/// grid also reaches back before the anchor, so that the next point is never further away than one interval, even after the clock was set back.
/// </summary>
/// <param name="anchor">Any point of the grid.</param>
/// <param name="interval">More than zero.</param>
public sealed class PeriodicGridSchedule(DateTimeOffset anchor, TimeSpan interval) : ISchedule
{
    /// <summary>A point of the grid.</summary>
    public DateTimeOffset Anchor => anchor;

    /// <summary>Distance of two points.</summary>
    public TimeSpan Interval { get; } = interval > TimeSpan.Zero
        ? interval
        : throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval must be more than zero.");

    /// <inheritdoc/>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var sincePoint = (after - anchor).Ticks % Interval.Ticks;
        var untilNext = Interval.Ticks - (sincePoint < 0 ? sincePoint + Interval.Ticks : sincePoint);
        return untilNext > (DateTimeOffset.MaxValue - after).Ticks ? null : after.AddTicks(untilNext).ToUniversalTime();
    }

    /// <inheritdoc/>
    public string Describe() => $"every {EitherDuration.Format(Interval)}";
}
