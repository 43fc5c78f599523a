using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

public sealed class TimeZonesTests
{
    [Fact]
    public void A_zone_is_found_by_its_iana_name()
    {
        Assert.True(TimeZones.TryFind("Europe/Berlin", out var zone));
        Assert.Equal("Europe/Berlin", zone.Id);
        Assert.False(TimeZones.TryFind("Mars/Olympus", out _));
    }

    [Fact]
    public void The_local_zone_is_the_machines_and_falls_back_to_its_own_rules()
    {
        var clock = new FakeTimeProvider();
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("Nowhere/Known", TimeSpan.FromHours(5), "x", "x"));
        Assert.Equal(Offset.FromHours(5), TimeZones.Local(clock).GetUtcOffset(Instant.FromUnixTimeSeconds(0)));
        clock.SetLocalTimeZone(TimeZoneInfo.Utc);
        Assert.Equal("UTC", TimeZones.Local(clock).Id);
    }
}
