using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

public sealed class EitherDurationTests
{
    [Theory] // config 3.2, C8: the union of both grammars
    [InlineData("10m", 600)]
    [InlineData("1d", 86_400)]
    [InlineData("1h30m", 5_400)]
    [InlineData("1.5h", 5_400)]
    [InlineData("-5m", -300)]
    public void Intervals_and_timeouts_take_both_grammars(string text, long seconds)
    {
        Assert.True(EitherDuration.TryParseInterval(text, out var interval, out _));
        Assert.True(EitherDuration.TryParseTimeout(text, out var timeout, out _));
        Assert.Equal(seconds, interval.TotalSeconds);
        Assert.Equal(seconds, timeout.TotalSeconds);
    }

    [Fact]
    public void A_number_without_unit_stays_refused_in_both()
    {
        Assert.False(EitherDuration.TryParseInterval("10", out _, out var interval));
        Assert.False(EitherDuration.TryParseTimeout("10", out _, out var timeout));
        Assert.Equal("missing time unit", interval);
        Assert.Equal("time: missing unit in duration \"10\"", timeout);
    }

    [Fact]
    public void What_neither_takes_is_refused_in_the_words_of_the_place()
    {
        Assert.False(EitherDuration.TryParseInterval("soon", out _, out var interval));
        Assert.False(EitherDuration.TryParseTimeout("soon", out _, out var timeout));
        Assert.StartsWith("must match", interval, StringComparison.Ordinal);
        Assert.StartsWith("time: invalid duration", timeout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(600_0000000, "10m")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(0, "0s")]
    public void The_written_form_is_read_back_in_both_places(long ticks, string text)
    {
        Assert.Equal(text, EitherDuration.Format(TimeSpan.FromTicks(ticks)));
        Assert.True(EitherDuration.TryParseInterval(text, out var interval, out _));
        Assert.True(EitherDuration.TryParseTimeout(text, out var timeout, out _));
        Assert.Equal(ticks, interval.Ticks);
        Assert.Equal(ticks, timeout.Ticks);
    }
}
