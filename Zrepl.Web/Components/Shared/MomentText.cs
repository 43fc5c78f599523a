using System.Globalization;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Shared;

/// <summary>Points in time in words.</summary>
public static class MomentText
{
    private static readonly TimeSpan Present = TimeSpan.FromSeconds(2);

    /// <summary><c>26 h ago</c>, <c>in 4 min</c>, <c>now</c>.</summary>
    public static string Relative(DateTimeOffset moment, DateTimeOffset now) => (now - moment) switch
    {
        var age when age.Duration() < Present => "now",
        var age when age > TimeSpan.Zero => DurationText.Rough(age) + " ago",
        var ahead => "in " + DurationText.Rough(ahead),
    };

    /// <summary>Clock time if it is today, else with the day: <c>14:00</c>, <c>Sun 14:00</c>, <c>28 Nov 14:00</c>.</summary>
    /// <param name="moment">The moment, in the time zone to show it in.</param>
    /// <param name="now">The time now, in the same time zone.</param>
    public static string Clock(DateTimeOffset moment, DateTimeOffset now)
    {
        var format = (moment.Date - now.Date).Duration() switch
        {
            { Days: 0 } => "HH:mm",
            { Days: < 7 } => "ddd HH:mm",
            _ when moment.Year == now.Year => "d MMM HH:mm",
            _ => "d MMM yyyy",
        };
        return moment.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>For the pointer: local time with its offset, and UTC.</summary>
    /// <param name="moment">The moment, in the time zone to show it in.</param>
    public static string Full(DateTimeOffset moment) => string.Create(
        CultureInfo.InvariantCulture, $"{moment:yyyy-MM-dd HH:mm:ss zzz} · {moment.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
