using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Schedules;

/// <summary>
/// A cron expression of five or six fields (<c>[second] minute hour day-of-month month day-of-week</c>), optionally after
/// <c>TZ=Area/City</c>. An expression that never fires is not legal: upstream would then take snapshots in a tight loop (BAD-32). Source:
/// spec replication 4.5.1.
/// </summary>
public sealed class CronExpression : IEquatable<CronExpression>
{
    private CronExpression(string text, DateTimeZone? zone, CronField[] fields)
    {
        (Text, Zone) = (text, zone);
        (Second, Minute, Hour, DayOfMonth, Month, DayOfWeek) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
    }

    /// <summary>The expression as written, the time zone included.</summary>
    public string Text { get; }

    /// <summary>The zone given in the expression; null: the daemon's local zone.</summary>
    public DateTimeZone? Zone { get; }

    internal CronField Second { get; }

    internal CronField Minute { get; }

    internal CronField Hour { get; }

    internal CronField DayOfMonth { get; }

    internal CronField Month { get; }

    internal CronField DayOfWeek { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It breaks the grammar or never fires.</exception>
    public static CronExpression Parse(string text)
    {
        var expression = ParseSyntax(text);
        // Any five years from 1970 on hold what an expression can ask of the calendar: it names months, days of the month, or days of the week.
        return new CronSchedule(expression, DateTimeZone.Utc).Next(DateTimeOffset.UnixEpoch) is null
            ? throw new FormatException($"cron expression never fires: {text}")
            : expression;
    }

    /// <summary>Reads an expression; <paramref name="problem"/> tells what is wrong with one that is not legal.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out string? problem)
    {
        (expression, problem) = (null, null);
        try
        {
            expression = Parse(text);
        }
        catch (FormatException refusal)
        {
            problem = refusal.Message;
        }

        return expression is not null;
    }

    /// <summary>
    /// True if the day matches. Both fields must, if one of them says "any"; else one of them is enough: <c>0 0 13 * 5</c> is every 13th
    /// and every Friday.
    /// </summary>
    internal bool MatchesDay(LocalDate day)
    {
        var ofMonth = DayOfMonth.Matches(day.Day);
        var ofWeek = DayOfWeek.Matches((int)day.DayOfWeek % 7); // NodaTime counts Sunday as 7
        return DayOfMonth.IsStar || DayOfWeek.IsStar ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    /// <inheritdoc/>
    public bool Equals(CronExpression? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static CronExpression ParseSyntax(string text)
    {
        if (text.Length == 0) throw new FormatException("empty spec string");
        var (zone, fields) = SplitZone(text);
        if (fields.StartsWith('@')) throw new FormatException($"parser does not accept descriptors: {fields}");
        var parts = fields.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 5 or > 6)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"expected 5 to 6 fields, found {parts.Length}: [{string.Join(' ', parts)}]"));
        if (parts.Length == 5) parts = ["0", .. parts];
        CronFieldRange[] ranges =
            [CronFieldRange.Seconds, CronFieldRange.Minutes, CronFieldRange.Hours, CronFieldRange.DaysOfMonth, CronFieldRange.Months,
                CronFieldRange.DaysOfWeek];
        return new(text, zone, [.. parts.Zip(ranges, CronField.Parse)]);
    }

    private static (DateTimeZone? Zone, string Fields) SplitZone(string text)
    {
        if (!text.StartsWith("TZ=", StringComparison.Ordinal) && !text.StartsWith("CRON_TZ=", StringComparison.Ordinal)) return (null, text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var name = blank < 0 ? text[(equals + 1)..] : text[(equals + 1)..blank];
        var fields = blank < 0 ? "" : text[blank..].Trim();
        return name switch
        {
            "" => (DateTimeZone.Utc, fields), // as Go's LoadLocation
            "Local" => (null, fields),
            _ when TimeZones.TryFind(name, out var zone) => (zone, fields),
            _ => throw new FormatException($"provided bad location {name}: unknown time zone {name}"),
        };
    }
}
