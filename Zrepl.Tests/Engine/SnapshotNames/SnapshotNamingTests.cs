using System.Globalization;
using NodaTime;
using Zrepl.Engine.SnapshotNames;

namespace Zrepl.Tests.Engine.SnapshotNames;

public sealed class SnapshotNamingTests // replication 4.3, 8.10; config 3.8, C8, C10
{
    [Theory]
    [InlineData("dense", "UTC", "2024-05-14 21:16:23.456", "20240514_211623_000")]
    [InlineData("DENSE", "", "2038-01-19 03:14:07.999", "20380119_031407_000")]
    [InlineData("human", "UTC", "2024-05-14 21:16:23", "2024-05-14_21:16:23")]
    [InlineData("unix-seconds", "UTC", "2024-05-14 21:16:23", "1715721383")]
    [InlineData("iso-8601", "UTC", "2024-05-14 21:16:23.456", "2024-05-14T21:16:23.456Z")]
    [InlineData("2006-01-02T15:04:05.000Z", "UTC", "2024-05-14 21:16:23.456", "2024-05-14T21:16:23.456Z")]
    [InlineData("iso-8601", "Europe/Berlin", "2024-05-14 21:16:23", "2024-05-14T23:16:23.000_0200")]
    [InlineData("Iso-8601", "America/New_York", "2024-05-14 21:16:23.456", "2024-05-14T17:16:23.456-0400")]
    [InlineData("2006-01-02_15:04:05-07:00:00", "Europe/Berlin", "2024-05-14 21:16:23", "2024-05-14_23:16:23_02:00:00")]
    [InlineData("-07 -0700", "Europe/Berlin", "2024-05-14 21:16:23", "_02 _0200")]
    [InlineData("15:04", "Local", "2024-05-14 21:16:23", "02:46")]
    public void A_name_is_the_prefix_and_the_time(string format, string location, string time, string expected) =>
        Assert.Equal("zrepl_" + expected, Naming("zrepl_", format, location).NameAt(Utc(time)));

    [Fact] // BAD-30: upstream decides by the offset of today and panics in winter
    public void London_summer_names_are_legal_at_any_time_of_the_year()
    {
        var naming = Naming("", "iso-8601", "Europe/London");
        Assert.Equal("2020-06-01T01:00:00.000_0100", naming.NameAt(Utc("2020-06-01 00:00")));
        Assert.Equal("2020-12-01T00:00:00.000Z", naming.NameAt(Utc("2020-12-01 00:00")));
    }

    [Theory] // I28-I31
    [InlineData("dense", "Europe/Berlin", "invalid format string \"dense\" or location \"Europe/Berlin\": format string requires UTC location")]
    [InlineData("human", "Etc/UTC", "invalid format string \"human\" or location \"Etc/UTC\": format string requires UTC location")]
    [InlineData("Unix-Seconds", "Local", "format string requires UTC location")]
    [InlineData("iso-8601", "Mars/Olympus", "load location from string \"Mars/Olympus\": unknown time zone")]
    [InlineData("2006+01", "UTC", "character '+' is not allowed in ZFS snapshot names and has special handling")]
    [InlineData("2006/01", "UTC", "invalid snapshot name would result from `prefix+$timestamp`: must only contain alphanumeric chars and any in \"-_.: \": \"p_2020/06\"")]
    [InlineData("15:04:05,000", "UTC", "must only contain alphanumeric chars")]
    public void An_illegal_combination_is_refused(string format, string location, string problem)
    {
        Assert.False(SnapshotNaming.TryCreate("p_", format, location, DateTimeZone.Utc, out _, out var found));
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Theory] // I31, config 3.7
    [InlineData("a/b")]
    [InlineData("a@")]
    [InlineData("a+")]
    [InlineData("ä")]
    public void A_prefix_must_give_legal_names(string prefix) =>
        Assert.Contains("invalid snapshot name would result", Assert.Throws<FormatException>(() => Naming(prefix, "dense", "UTC")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_name_must_not_be_too_long_or_empty()
    {
        Assert.Equal(255, Naming(new string('a', 236), "dense", "UTC").NameAt(DateTimeOffset.UnixEpoch).Length);
        Assert.Contains("must not be longer than 255 chars",
            Assert.Throws<FormatException>(() => Naming(new string('a', 237), "dense", "UTC")).Message, StringComparison.Ordinal);
        Assert.Contains("must not be empty", Assert.Throws<FormatException>(() => Naming("", "", "UTC")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iso-8601", "Europe/Berlin", false)]
    [InlineData("2006-01-02_15:04", "Europe/Berlin", true)]
    [InlineData("2006-01-02_15:04", "UTC", false)]
    [InlineData("unix-seconds", "UTC", false)]
    public void Local_time_without_offset_is_known_to_be_ambiguous(string format, string location, bool isAmbiguous) =>
        Assert.Equal(isAmbiguous, Naming("p_", format, location).IsAmbiguous);

    [Fact]
    public void Namings_are_equal_if_written_alike()
    {
        Assert.Equal(Naming("a_", "dense", "UTC"), Naming("a_", "dense", "UTC"));
        Assert.NotEqual(Naming("a_", "dense", "UTC"), Naming("b_", "dense", "UTC"));
    }

    private static SnapshotNaming Naming(string prefix, string format, string location) =>
        SnapshotNaming.Create(prefix, format, location, DateTimeZoneProviders.Tzdb["Asia/Kolkata"]);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
