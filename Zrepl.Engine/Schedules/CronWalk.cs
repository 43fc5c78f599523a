using NodaTime;

namespace Zrepl.Engine.Schedules;

/// <summary>
/// A moment that is moved forward, unit by unit, until it matches. Follows robfig/cron's <c>SpecSchedule.Next</c> step by step, with the
/// arithmetic of Go's <c>time</c>, because both decide what happens around daylight saving transitions.
/// </summary>
internal sealed class CronWalk
{
    private readonly CronExpression _expression;
    private readonly DateTimeZone _zone;
    private ZonedDateTime _time;
    private bool _hasMoved; // once moved, the smaller units stand at their beginning

    public CronWalk(CronExpression expression, DateTimeZone zone, Instant after)
    {
        (_expression, _zone) = (expression, zone);
        _time = Instant.FromUnixTimeSeconds(after.ToUnixTimeSeconds() + 1).InZone(zone);
    }

    public int Year => _time.Year;

    public DateTimeOffset Time => _time.ToDateTimeOffset();

    /// <summary>Moves to a month that matches; false if that led into the next year.</summary>
    public bool ToMonth()
    {
        while (!_expression.Month.Matches(_time.Month))
        {
            Begin(new LocalDate(_time.Year, _time.Month, 1).AtMidnight());
            _time = At(_time.LocalDateTime.PlusMonths(1));
            if (_time.Month == 1) return false;
        }

        return true;
    }

    /// <summary>Moves to a day that matches; false if that led into the next month.</summary>
    public bool ToDay()
    {
        while (!_expression.MatchesDay(_time.Date))
        {
            Begin(_time.Date.AtMidnight());
            _time = At(_time.LocalDateTime.PlusDays(1));
            // A day without midnight, or with two: back to its beginning.
            if (_time.Hour != 0) Move(Duration.FromHours(_time.Hour > 12 ? 24 - _time.Hour : -_time.Hour));
            if (_time.Day == 1) return false;
        }

        return true;
    }

    /// <summary>Moves to an hour that matches; false if that led into the next day.</summary>
    public bool ToHour()
    {
        while (!_expression.Hour.Matches(_time.Hour))
        {
            Begin(_time.Date + new LocalTime(_time.Hour, 0));
            Move(Duration.FromHours(1));
            if (_time.Hour == 0) return false;
        }

        return true;
    }

    /// <summary>Moves to a minute that matches; false if that led into the next hour.</summary>
    public bool ToMinute()
    {
        while (!_expression.Minute.Matches(_time.Minute))
        {
            if (!_hasMoved) Move(Duration.FromSeconds(-_time.Second));
            _hasMoved = true;
            Move(Duration.FromMinutes(1));
            if (_time.Minute == 0) return false;
        }

        return true;
    }

    /// <summary>Moves to a second that matches; false if that led into the next minute.</summary>
    public bool ToSecond()
    {
        while (!_expression.Second.Matches(_time.Second))
        {
            _hasMoved = true;
            Move(Duration.FromSeconds(1));
            if (_time.Second == 0) return false;
        }

        return true;
    }

    private void Begin(LocalDateTime beginning)
    {
        if (!_hasMoved) _time = At(beginning);
        _hasMoved = true;
    }

    private void Move(Duration duration) => _time += duration;

    // Go's time.Date: the offset in force at that number of seconds read as UTC, corrected once. A time in a gap lands behind it.
    private ZonedDateTime At(LocalDateTime local)
    {
        var asUtc = local.InUtc().ToInstant();
        var interval = _zone.GetZoneInterval(asUtc);
        var instant = asUtc - Duration.FromSeconds(interval.WallOffset.Seconds);
        if (interval.WallOffset != Offset.Zero && !interval.Contains(instant))
            instant = asUtc - Duration.FromSeconds(_zone.GetUtcOffset(instant).Seconds);
        return instant.InZone(_zone);
    }
}
