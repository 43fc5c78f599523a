using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

public sealed class DataSizeTests
{
    [Theory] // config 3.3, C8
    [InlineData("23 bit", 23)]
    [InlineData("23bit", 23)]
    [InlineData("10MiB", 83_886_080)]
    [InlineData("10 MiB", 83_886_080)]
    [InlineData("10.5 Kib", 10_752)]
    [InlineData("10.5Kib", 10_752)]
    [InlineData("1 Mb", 1_000_000)]
    [InlineData("1 Mib", 1_048_576)]
    [InlineData("1 Tb", 1e12)]
    [InlineData("1 Tib", 1_099_511_627_776)]
    [InlineData("12345 B", 98_760)]
    [InlineData("1 B", 8)]
    [InlineData("1 Kb", 1_000)]
    [InlineData("1 Kib", 1_024)]
    [InlineData("1 Gb", 1e9)]
    [InlineData("1 Gib", 1_073_741_824)]
    [InlineData("-1 B", -8)]
    [InlineData("0.5 B", 4)]
    public void Prefix_and_unit_give_the_bits(string text, double bits)
    {
        var size = DataSize.Parse(text);
        Assert.Equal(bits, size.Bits);
        Assert.Equal(size, DataSize.Parse(size.ToString()));
    }

    [Theory] // config 3.3, C8
    [InlineData("-1")]
    [InlineData("10 mib")]
    [InlineData("10kB")]
    [InlineData("10 MiB/s")]
    [InlineData(" 10 MiB")]
    [InlineData("10 MiB ")]
    [InlineData("1e3 B")]
    [InlineData("+1 B")]
    [InlineData("B")]
    [InlineData("1.2.3 B")]
    [InlineData("")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(DataSize.TryParse(text, out _, out var problem));
        Assert.StartsWith($"cannot parse \"{text}\" using regex", problem, StringComparison.Ordinal);
    }

    [Theory] // I33
    [InlineData("1.5 bit")]
    [InlineData("0.5 bit")]
    public void Single_bits_cannot_be_divided(string text) =>
        Assert.EndsWith("unit bit must be an integer value", Assert.Throws<FormatException>(() => DataSize.Parse(text)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1 bit", 0)]
    [InlineData("15 bit", 1)]
    [InlineData("-15 bit", -1)]
    [InlineData("10 MiB", 10_485_760)]
    [InlineData("99999999999 TiB", long.MaxValue)]
    public void Bytes_are_truncated_toward_zero(string text, long bytes) => Assert.Equal(bytes, DataSize.Parse(text).Bytes);

    [Theory]
    [InlineData(131_072, "128 KiB")]
    [InlineData(12_345, "12345 B")]
    [InlineData(-1, "-1 B")]
    [InlineData(0, "0 B")]
    [InlineData(1L << 40, "1 TiB")]
    [InlineData(9_007_199_254_740_991 / 8, "1125899906842623 B")]
    public void It_is_written_with_the_largest_prefix_that_leaves_no_rest(long bytes, string text) =>
        Assert.Equal(text, DataSize.FromBytes(bytes).ToString());
}
