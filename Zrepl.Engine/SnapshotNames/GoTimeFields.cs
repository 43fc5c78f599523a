using System.Globalization;
using NodaTime;

namespace Zrepl.Engine.SnapshotNames;

/// <summary>The table of layout pieces with a fixed spelling, the longer ones before their beginnings.</summary>
internal static class GoTimeFields
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Month = TimeSpan.FromDays(28);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static readonly Definition[] All =
    [
        new("January", Month, t => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(t.Month)),
        new("Jan", Month, t => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(t.Month), NotBeforeLowerCase: true),
        new("Monday", TimeSpan.MaxValue, t => t.DayOfWeek.ToString()),
        new("Mon", TimeSpan.MaxValue, t => t.DayOfWeek.ToString()[..3], NotBeforeLowerCase: true),
        new("MST", TimeSpan.MaxValue, ZoneName),
        new("002", Day, t => Pad(t.DayOfYear, 3)),
        new("01", Month, t => Pad(t.Month, 2)),
        new("02", Day, t => Pad(t.Day, 2)),
        new("03", Hour, t => Pad(Hour12(t), 2)),
        new("04", Minute, t => Pad(t.Minute, 2)),
        new("05", Second, t => Pad(t.Second, 2)),
        new("06", Year, t => Pad(t.Year % 100, 2)),
        new("15", Hour, t => Pad(t.Hour, 2)),
        new("1", Month, t => Pad(t.Month, 1)),
        new("2006", Year, t => Pad(t.Year, 4)),
        new("2", Day, t => Pad(t.Day, 1)),
        new("_2", Day, t => Pad(t.Day, 1).PadLeft(2)),
        new("__2", Day, t => Pad(t.DayOfYear, 1).PadLeft(3)),
        new("3", Hour, t => Pad(Hour12(t), 1)),
        new("4", Minute, t => Pad(t.Minute, 1)),
        new("5", Second, t => Pad(t.Second, 1)),
        new("PM", TimeSpan.MaxValue, t => t.Hour >= 12 ? "PM" : "AM"),
        new("pm", TimeSpan.MaxValue, t => t.Hour >= 12 ? "pm" : "am"),
    ];

    private static int Hour12(ZonedDateTime time) => time.Hour % 12 == 0 ? 12 : time.Hour % 12;

    private static string Pad(int number, int digits) =>
        number.ToString("D" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string ZoneName(ZonedDateTime time) => time.GetZoneInterval().Name;

    /// <summary>A piece: its spelling in the layout, the unit it tells apart, and how it is written.</summary>
    public sealed record Definition(string Token, TimeSpan Resolution, Func<ZonedDateTime, string> Format, bool NotBeforeLowerCase = false);
}
