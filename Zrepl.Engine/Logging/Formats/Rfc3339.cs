using System.Globalization;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>Times as Go writes them: <c>Z</c> for UTC, else the offset.</summary>
internal static class Rfc3339
{
    /// <summary><c>2026-02-16T10:00:05+01:00</c></summary>
    public static string Seconds(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + Zone(time);

    /// <summary><c>2026-02-16T10:00:05.1042331+01:00</c>; zeros at the end of the fraction are left out.</summary>
    public static string Nanoseconds(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + Zone(time);

    private static string Zone(DateTimeOffset time) => time.Offset == TimeSpan.Zero ? "Z" : time.ToString("zzz", CultureInfo.InvariantCulture);
}
