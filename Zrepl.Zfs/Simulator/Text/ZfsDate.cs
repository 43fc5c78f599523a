using System.Globalization;

namespace Zrepl.Zfs.Simulator.Text;

/// <summary>Dates in the C locale and the host's zone.</summary>
internal static class ZfsDate
{
    /// <summary><c>Thu Nov 14 22:58 2023</c>, the day padded with a blank (<c>%a %b %e %H:%M %Y</c>), as <c>zfs holds</c> prints it.</summary>
    public static string OfHold(long seconds, TimeZoneInfo zone) => Format(seconds, zone, padHour: '0', withSeconds: false);

    /// <summary>The same with the hour padded with a blank (<c>%k</c>), as the property <c>creation</c> is printed.</summary>
    public static string OfCreation(long seconds, TimeZoneInfo zone) => Format(seconds, zone, padHour: ' ', withSeconds: false);

    /// <summary>With seconds, as the property <c>snapshots_changed</c> is printed.</summary>
    public static string OfChange(long seconds, TimeZoneInfo zone) => Format(seconds, zone, padHour: ' ', withSeconds: true);

    private static string Format(long seconds, TimeZoneInfo zone, char padHour, bool withSeconds)
    {
        var time = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), zone);
        var day = time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2);
        var hour = time.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2, padHour);
        var clock = time.ToString(withSeconds ? "mm:ss" : "mm", CultureInfo.InvariantCulture);
        return $"{time.ToString("ddd MMM", CultureInfo.InvariantCulture)} {day} {hour}:{clock} {time.Year.ToString(CultureInfo.InvariantCulture)}";
    }
}
