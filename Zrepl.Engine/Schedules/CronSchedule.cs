using NodaTime;

namespace Zrepl.Engine.Schedules;

/// <summary>
/// Due at the wall-clock times a cron expression names. Times that a spring transition skips are not made up for; times that an autumn
/// transition repeats are due twice. Source: spec replication 4.5.2.
/// </summary>
/// <param name="expression">The times.</param>
/// <param name="local">Zone of an expression that names none.</param>
public sealed class CronSchedule(CronExpression expression, DateTimeZone local) : ISchedule
{
    private const int YearsAhead = 5;

    private readonly DateTimeZone _zone = expression.Zone ?? local;

    /// <summary>The times.</summary>
    public CronExpression Expression => expression;

    /// <summary>The first match after <paramref name="after"/>, whole seconds; null if there is none within five years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        CronField[] fields = [expression.Second, expression.Minute, expression.Hour, expression.Month];
        if (fields.Any(f => f.Bits == 0)) return null; // "," matches nothing
        var walk = new CronWalk(expression, _zone, Instant.FromDateTimeOffset(after));
        var limit = walk.Year + YearsAhead;
        while (walk.Year <= limit)
        {
            // A step that carries over into the next larger unit begins again with the largest.
            if (walk.ToMonth() && walk.ToDay() && walk.ToHour() && walk.ToMinute() && walk.ToSecond()) return walk.Time;
        }

        return null;
    }

    /// <inheritdoc/>
    public string Describe() => expression.Zone is null ? $"cron {expression.Text} ({_zone.Id})" : $"cron {expression.Text}";
}
