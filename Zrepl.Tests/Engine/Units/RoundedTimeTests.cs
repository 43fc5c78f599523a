using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

/// <summary>Times in the log have as many digits as somebody can use.</summary>
public sealed class RoundedTimeTests
{
    [Theory]
    [InlineData("00:00:00.0077243", "8ms")]
    [InlineData("00:00:02.7153999", "2.715s")]
    [InlineData("00:00:20.4527482", "20.5s")]
    [InlineData("01:02:03.9600000", "1h2m4s")]
    [InlineData("00:00:00", "0s")]
    public void They_are_rounded(string time, string shown) =>
        Assert.Equal(shown, GoDuration.Format(RoundedTime.Of(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture))));
}
