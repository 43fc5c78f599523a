using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

/// <summary>B2: times in status documents.</summary>
public sealed class GoTimeTests
{
    [Theory]
    [InlineData("2026-11-22T18:14:35.0485360Z", "2026-11-22T18:14:35.048536Z")]
    [InlineData("2026-11-22T18:14:35.04853601Z", "2026-11-22T18:14:35.048536Z")]
    [InlineData("2026-02-16T10:00:05.104233187+01:00", "2026-02-16T10:00:05.1042331+01:00")]
    [InlineData("2026-02-16T10:00:05-03:30", "2026-02-16T10:00:05-03:30")]
    [InlineData("2026-02-16T10:00:05Z", "2026-02-16T10:00:05Z")]
    [InlineData("2026-02-16T10:00:05+00:00", "2026-02-16T10:00:05Z")]
    public void A_time_is_written_with_as_many_digits_as_it_needs(string read, string written)
    {
        Assert.True(GoTime.TryParse(read, out var time));
        Assert.Equal(written, GoTime.Format(time));
    }

    [Fact]
    public void The_zero_time_is_no_time()
    {
        Assert.True(GoTime.TryParse("0001-01-01T00:00:00Z", out var time));
        Assert.Null(time);
        Assert.Equal("0001-01-01T00:00:00Z", GoTime.Format(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-02-16 10:00:05Z")]
    [InlineData("2026-02-16T10:00:05")]
    [InlineData("2026-02-16T10:00:05.1234567890Z")]
    public void Anything_else_is_refused(string text) => Assert.False(GoTime.TryParse(text, out _));
}
