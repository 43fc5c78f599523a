using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.TimeZones;

namespace Zrepl.Engine.Units;

/// <summary>Time zones by their IANA names, from the data that comes with NodaTime, so that a machine without zone files behaves alike.</summary>
public static class TimeZones
{
    /// <summary>Finds a zone, such as <c>Europe/Berlin</c>. <c>Local</c> is not a zone's name; see <see cref="Local"/>.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out DateTimeZone? zone)
    {
        zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
        return zone is not null;
    }

    /// <summary>The machine's zone. If it has no IANA name, the operating system's own rules are used.</summary>
    public static DateTimeZone Local(TimeProvider clock)
    {
        var local = clock.LocalTimeZone;
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(local.Id) ?? BclDateTimeZone.FromTimeZoneInfo(local);
    }
}
