using System.Globalization;
using NodaTime;
using Zrepl.Engine.SnapshotNames;

namespace Zrepl.Tests.Engine.SnapshotNames;

public sealed class GoTimeLayoutTests // replication 4.3.1, 8.10; config 3.8.1, C10
{
    [Theory]
    [InlineData("2006", "2024")]
    [InlineData("06", "24")]
    [InlineData("January Jan", "January Jan")]
    [InlineData("01 1", "01 1")]
    [InlineData("02|2|_2", "04|4| 4")]
    [InlineData("002|__2", "004|  4")]
    [InlineData("Monday Mon", "Thursday Thu")]
    [InlineData("_2006", "_2024")]
    [InlineData("15", "00")]
    [InlineData("03|3", "12|12")]
    [InlineData("04|4", "05|5")]
    [InlineData("05|5", "07|7")]
    [InlineData("3:04PM 3:04pm", "12:05AM 12:05am")]
    [InlineData("MST", "UTC")]
    [InlineData("-070000|-07:00:00|-0700|-07:00|-07", "+000000|+00:00:00|+0000|+00:00|+00")]
    [InlineData("Z070000|Z07:00:00|Z0700|Z07:00|Z07", "Z|Z|Z|Z|Z")]
    [InlineData("5.000", "7.120")]
    [InlineData("5,000", "7,120")]
    [InlineData("5.999", "7.12")]
    [InlineData("5.99999", "7.12")]
    [InlineData("5,999", "7,12")]
    [InlineData("5.0", "7.1")]
    [InlineData("5.00000000000", "7.120000000")]
    [InlineData("5.0001", "7.0001")]
    [InlineData("5_000", "7_000")]
    [InlineData("Janet", "Janet")]
    [InlineData("Month", "Month")]
    [InlineData("Mond", "Mond")]
    [InlineData("day2", "day4")]
    [InlineData("v1_", "v1_")]
    [InlineData("foo", "foo")]
    [InlineData("", "")]
    public void Each_element_is_written_as_go_does(string layout, string expected) =>
        Assert.Equal(expected, Format(layout, "2024-01-04 00:05:07.12", "UTC"));

    [Theory]
    [InlineData("2006-01-02_15:04:05-07:00:00", "Europe/Berlin", "2024-05-14_23:16:23+02:00:00")]
    [InlineData("Z0700 Z07:00 Z07", "Europe/Berlin", "+0200 +02:00 +02")]
    [InlineData("-0700 -07", "America/New_York", "-0400 -04")]
    [InlineData("-07:00", "Asia/Kolkata", "+05:30")]
    [InlineData("-07:00", "America/St_Johns", "-02:30")]
    [InlineData("MST", "Europe/Berlin", "CEST")]
    [InlineData("MST", "America/Sao_Paulo", "-03")]
    [InlineData("3PM 03 15", "Europe/Berlin", "11PM 11 23")]
    [InlineData("03pm", "UTC", "09pm")]
    [InlineData("Z070000 Z07:00:00 -070000", "Europe/Berlin", "+020000 +02:00:00 +020000")]
    public void Zones_are_written_with_their_offset_or_name(string layout, string zone, string expected) =>
        Assert.Equal(expected, Format(layout, "2024-05-14 21:16:23.456", zone));

    [Theory]
    [InlineData("5.999", "23")]
    [InlineData("5,999", "23")]
    [InlineData("5.000", "23.000")]
    public void A_fraction_of_zeros_goes_with_its_separator_if_they_may_be_dropped(string layout, string expected) =>
        Assert.Equal(expected, Format(layout, "2024-05-14 21:16:23", "UTC"));

    [Fact]
    public void An_offset_with_seconds_is_cut_off_toward_zero() => // Liberia kept -0:44:30 until 1972
        Assert.Equal("-00:44:30 -0044", Format("-07:00:00 -0700", "1971-06-01 12:00:00", "Africa/Monrovia"));

    [Theory]
    [InlineData("2006-01-02_15:04:05.000", 10_000)]
    [InlineData("2006-01-02_15:04:05", 10_000_000)]
    [InlineData("2006-01-02_15:04", 600_000_000)]
    [InlineData("2006-01-02", 864_000_000_000)]
    [InlineData("15.0000000", 1)]
    [InlineData("15.000000000", 1)]
    [InlineData("foo", long.MaxValue)]
    public void The_smallest_unit_is_known(string layout, long ticks) => Assert.Equal(ticks, GoTimeLayout.Parse(layout).Resolution.Ticks);

    [Theory]
    [InlineData("15:04", false)]
    [InlineData("15:04-07", true)]
    [InlineData("15:04Z07:00", true)]
    [InlineData("15:04 MST", true)]
    public void It_is_known_whether_the_zone_is_printed(string layout, bool printsZone) =>
        Assert.Equal(printsZone, GoTimeLayout.Parse(layout).PrintsZone);

    private static string Format(string layout, string utc, string zone)
    {
        var time = DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return GoTimeLayout.Parse(layout).Format(Instant.FromDateTimeOffset(time).InZone(DateTimeZoneProviders.Tzdb[zone]));
    }
}
