using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

public sealed class ZreplDurationTests
{
    [Theory] // config 3.1, C8
    [InlineData("10m", 600)]
    [InlineData(" 10 m ", 600)]
    [InlineData("+10m", 600)]
    [InlineData("1d", 86_400)]
    [InlineData("2w", 1_209_600)]
    [InlineData("0", 0)]
    [InlineData("-5m", -300)]
    [InlineData("3h", 10_800)]
    [InlineData("7s", 7)]
    public void One_number_and_one_unit_are_a_duration(string text, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ZreplDuration.Parse(text));

    [Theory] // config 3.1, C8
    [InlineData("10", "missing time unit")]
    [InlineData("1h30m", "must match")]
    [InlineData("1.5h", "must match")]
    [InlineData("10M", "must match")]
    [InlineData("ten", "must match")]
    [InlineData("", "must match")]
    [InlineData("١٠m", "must match")]
    [InlineData("10\u00a0m", "must match")]
    [InlineData("99999999999999999999s", "duration out of range")]
    [InlineData("9223372036854775807w", "duration out of range")]
    [InlineData("-9223372036854775808w", "duration out of range")]
    public void Anything_else_is_refused_with_its_reason(string text, string reason)
    {
        Assert.False(ZreplDuration.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => ZreplDuration.Parse(text)).Message);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59, "59s")]
    [InlineData(5_400, "90m")]
    [InlineData(86_400, "1d")]
    [InlineData(1_209_600, "2w")]
    [InlineData(-300, "-5m")]
    public void What_is_written_is_read_back(long seconds, string text)
    {
        Assert.Equal(text, ZreplDuration.Format(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(seconds, ZreplDuration.Parse(text).TotalSeconds);
    }

    [Fact]
    public void A_fraction_of_a_second_cannot_be_written() =>
        Assert.Throws<ArgumentException>(() => ZreplDuration.Format(TimeSpan.FromMilliseconds(1_500)));

    [Fact]
    public void The_longest_duration_is_what_go_can_hold()
    {
        Assert.Equal(9_223_372_036, ZreplDuration.Parse("9223372036s").TotalSeconds);
        Assert.Throws<FormatException>(() => ZreplDuration.Parse("9223372037s"));
    }
}
