using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

public sealed class GoDurationTests
{
    [Theory] // config 3.2, C8
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("1h30m", 54_000_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData("500ms", 5_000_000)]
    [InlineData("-2s", -20_000_000)]
    [InlineData("+2s", 20_000_000)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("5.s", 50_000_000)]
    [InlineData("1us", 10)]
    [InlineData("1µs", 10)]
    [InlineData("1μs", 10)]
    [InlineData("100ns", 1)]
    [InlineData("1m1s1ms", 610_010_000)]
    [InlineData("0.3333333333333333333333h", 11_999_999_999_999 / 1_000 + 1)]
    [InlineData("9223372036854775807ns", 92_233_720_368_547_759)]
    public void Numbers_with_units_add_up(string text, long ticks) => Assert.Equal(ticks, GoDuration.Parse(text).Ticks);

    [Theory] // config 3.2, C8
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("-", "time: invalid duration \"-\"")]
    [InlineData("soon", "time: invalid duration \"soon\"")]
    [InlineData(" 1s", "time: invalid duration \" 1s\"")]
    [InlineData(".s", "time: invalid duration \".s\"")]
    [InlineData("10", "time: missing unit in duration \"10\"")]
    [InlineData("1m30", "time: missing unit in duration \"1m30\"")]
    [InlineData("1d", "time: unknown unit \"d\" in duration \"1d\"")]
    [InlineData("1s ", "time: unknown unit \"s \" in duration \"1s \"")]
    [InlineData("1 s", "time: unknown unit \" s\" in duration \"1 s\"")]
    [InlineData("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\"")]
    [InlineData("300000000000000000000000000000000000h", "time: invalid duration \"300000000000000000000000000000000000h\"")]
    [InlineData("99999999999999999999999999999999999999h", "time: invalid duration \"99999999999999999999999999999999999999h\"")]
    public void A_refusal_uses_the_words_of_go(string text, string message)
    {
        Assert.False(GoDuration.TryParse(text, out _, out var problem));
        Assert.Equal(message, problem);
    }

    [Fact]
    public void A_duration_below_the_resolution_stays_positive() => Assert.Equal(1, GoDuration.Parse("1ns").Ticks);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "100ns")]
    [InlineData(15, "1.5µs")]
    [InlineData(5_000_000, "500ms")]
    [InlineData(12_345_678, "1.2345678s")]
    [InlineData(20_000_000, "2s")]
    [InlineData(300_000_000, "30s")]
    [InlineData(900_000_000, "1m30s")]
    [InlineData(600_000_000, "1m0s")]
    [InlineData(36_000_000_000, "1h0m0s")]
    [InlineData(-54_000_000_000, "-1h30m0s")]
    [InlineData(1_764_000_000_000, "49h0m0s")]
    public void It_is_written_as_go_prints_it(long ticks, string text)
    {
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromTicks(ticks)));
        Assert.Equal(ticks, GoDuration.Parse(text).Ticks);
    }

    [Fact]
    public void The_extremes_can_be_written()
    {
        Assert.Equal("-256204778h48m5.4775808s", GoDuration.Format(TimeSpan.MinValue)); // 100 times Go's own range
        Assert.Equal("256204778h48m5.4775807s", GoDuration.Format(TimeSpan.MaxValue));
    }
}
