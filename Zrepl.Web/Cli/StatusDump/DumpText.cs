using System.Globalization;
using NodaTime;
using Zrepl.Engine.Units;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>Sizes, durations and times as Go zrepl prints them. Source: spec A4.1.</summary>
internal sealed class DumpText(TimeProvider clock)
{
    private readonly DateTimeZone _zone = TimeZones.Local(clock);

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary><c>2026-02-16 10:00:05.5 +0100 CET</c>; a time of another zone has its offset in place of the zone's name.</summary>
    public string Time(DateTimeOffset? time)
    {
        if (time is not { } set) return "0001-01-01 00:00:00 +0000 UTC";
        var local = Instant.FromDateTimeOffset(set).InZone(_zone);
        var offset = set.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        var name = local.Offset.ToTimeSpan() == set.Offset ? local.GetZoneInterval().Name : set.Offset == TimeSpan.Zero ? "UTC" : offset;
        return set.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF ", CultureInfo.InvariantCulture) + $"{offset} {name}";
    }

    /// <summary>The same to the nearest second.</summary>
    public string Second(DateTimeOffset? time) => Time(time is { } set ? new(Round(set.Ticks, TimeSpan.TicksPerSecond), set.Offset) : null);

    /// <summary>Go's text of a duration, to the nearest second.</summary>
    public static string Duration(TimeSpan duration) => GoDuration.Format(Round(duration, TimeSpan.FromSeconds(1)));

    /// <summary><c>1 step</c>, <c>2 steps</c>; not for what Go zrepl prints, which has <c>1 steps</c>.</summary>
    public static string Count(long number, string word) => string.Create(CultureInfo.InvariantCulture, $"{number} {word}{(number == 1 ? "" : "s")}");

    /// <summary>The duration as a multiple of <paramref name="unit"/>.</summary>
    public static TimeSpan Round(TimeSpan duration, TimeSpan unit) => new(Round(duration.Ticks, unit.Ticks));

    /// <summary><c>0 B</c>, <c>1023 B</c>, <c>1.0 KiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        const string Units = "KMGTPE";
        if (bytes < 1024) return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        var unit = 0;
        double scaled = bytes / 1024d;
        for (; scaled >= 1024 && unit < Units.Length - 1; unit++) scaled /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{scaled:F1} {Units[unit]}iB");
    }

    /// <summary><c>2d  5h  1m 28s</c>: the first unit as it is, the others padded.</summary>
    public static string Remaining(TimeSpan time)
    {
        (int Count, char Unit)[] parts = [(time.Days, 'd'), (time.Hours, 'h'), (time.Minutes, 'm'), (time.Seconds, 's')];
        var shown = parts.SkipWhile(part => part.Count == 0).ToList();
        return shown.Count == 0 ? "0s" : string.Join(' ', shown.Select((part, place) => part.Count.ToString(CultureInfo.InvariantCulture).PadLeft(place == 0 ? 0 : 2) + part.Unit));
    }

    /// <summary>A bar of <paramref name="cells"/> and its arrow.</summary>
    public static string Bar(int cells, int done, char arrow) => $"[{new string('=', done)}{arrow}{new string('-', cells - done)}]";

    private static long Round(long ticks, long unit) => (ticks + (Math.Sign(ticks) * unit / 2)) / unit * unit;
}
