using System.Globalization;

namespace Zrepl.Web.Live;

/// <summary>Lengths of time in words: one unit where a glance is enough, two where it is measured.</summary>
public static class DurationText
{
    /// <summary><c>14 s</c>, <c>3 min</c>, <c>26 h</c>, <c>3 d</c>: the largest unit that keeps the number meaningful, rounded down.</summary>
    public static string Rough(TimeSpan length) => length.Duration() switch
    {
        { TotalSeconds: < 60 } seconds => Whole(seconds.TotalSeconds, "s"),
        { TotalMinutes: < 90 } minutes => Whole(minutes.TotalMinutes, "min"),
        { TotalHours: < 48 } hours => Whole(hours.TotalHours, "h"),
        { TotalDays: < 730 } days => Whole(days.TotalDays, "d"),
        var years => Whole(years.TotalDays / 365.25, "years"),
    };

    /// <summary><c>0.4 s</c>, <c>16 s</c>, <c>4 min</c>, <c>4 min 24 s</c>, <c>3 h 12 min</c>, <c>2 d 5 h</c>.</summary>
    public static string Exact(TimeSpan length) => length.Duration() switch
    {
        { TotalSeconds: < 9.95 } tiny => tiny.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s",
        { TotalSeconds: < 60 } seconds => Whole(seconds.TotalSeconds, "s"),
        { TotalHours: < 1 } minutes => Whole(minutes.TotalMinutes, "min") + AndIfAny(minutes.Seconds, "s"),
        { TotalDays: < 1 } hours => Whole(hours.TotalHours, "h") + AndIfAny(hours.Minutes, "min"),
        var days => Whole(days.TotalDays, "d") + AndIfAny(days.Hours, "h"),
    };

    private static string AndIfAny(int value, string unit) => value == 0 ? "" : " " + Whole(value, unit);

    private static string Whole(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit}");
}
