using Microsoft.Extensions.Time.Testing;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Tests.Web.Live;

/// <summary>The time that a preview is to be about.</summary>
public sealed class AsOfTimeTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public AsOfTimeTests() => _clock.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    [Theory]
    [InlineData("2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")] // a time that this night does not have
    [InlineData("2026-07-01 06:15", "2026-07-01T04:15:00Z")]
    [InlineData("2026-07-01T06:15:30", "2026-07-01T04:15:30Z")]
    [InlineData("2026-07-01T06:15:00-05:00", "2026-07-01T11:15:00Z")]
    [InlineData("2026-07-01T06:15:00Z", "2026-07-01T06:15:00Z")]
    [InlineData("30d", "2026-03-31T12:00:00Z")]
    [InlineData(" 90m ", "2026-03-01T13:30:00Z")]
    public void It_is_written_in_several_ways(string text, string utc)
    {
        Assert.True(AsOfTime.TryParse(text, _clock, out var time, out var problem), problem);
        Assert.Equal(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("2026-13-01")]
    [InlineData("12")]
    [InlineData("2026-02-28")]
    [InlineData("-1d")]
    [InlineData("2046-01-01")]
    [InlineData("99999d")]
    public void What_makes_no_sense_is_told(string text)
    {
        Assert.False(AsOfTime.TryParse(text, _clock, out _, out var problem));
        Assert.NotNull(problem);
    }
}
