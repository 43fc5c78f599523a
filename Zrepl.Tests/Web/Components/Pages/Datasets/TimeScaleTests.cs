using Zrepl.Web.Components.Pages.Datasets;

namespace Zrepl.Tests.Web.Components.Pages.Datasets;

/// <summary>The axis of the time line (dashboard: Datasets).</summary>
public sealed class TimeScaleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeScale Year = TimeScale.Since(Now.AddDays(-365), Now);

    [Fact]
    public void What_is_new_has_more_room_than_what_is_old()
    {
        Assert.Equal(0, Year.X(Now.AddDays(-365)), 6);
        Assert.Equal(100, Year.X(Now), 6);
        Assert.Equal(100, Year.X(Now.AddHours(3)), 6); // a clock that was ahead
        Assert.InRange(Year.X(Now.AddDays(-1)), 30, 50);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(20, 60)]
    [InlineData(70, 75)]
    public void A_part_shows_what_lay_between_its_edges(double left, double right)
    {
        var part = Year.Between(left, right)!;

        for (var minutes = 0; minutes < 365 * 24 * 60; minutes += 977)
        {
            var at = Now.AddMinutes(-minutes);
            var x = Year.X(at);
            if (Math.Min(Math.Abs(x - left), Math.Abs(x - right)) < 1e-6) continue; // on the edge, give or take a tick
            Assert.Equal(x > left && x < right, part.Shows(at) && part.X(at) is >= 0 and <= 100);
            if (part.Shows(at)) Assert.Equal((x - left) / (right - left) * 100, part.X(at), 3);
        }
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(99.9999, 100)] // less than ten seconds
    [InlineData(60, 40)]
    [InlineData(double.NaN, 50)]
    [InlineData(double.NegativeInfinity, -5)]
    public void What_is_too_short_to_show_anything_is_not_chosen(double left, double right) => Assert.Null(Year.Between(left, right));

    [Fact]
    public void What_lies_outside_of_the_line_is_its_edge() => Assert.Equal(Year, Year.Between(-40, 4000)! with { Oldest = Year.Oldest });

    [Fact]
    public void There_are_lines_to_read_ages_by_however_close_one_looks()
    {
        for (var (left, right) = (0.0, 100.0); Year.Between(left, right) is { } part; left += 1.7, right -= 1.7)
            Assert.InRange(part.Ticks.Length, 1, 12);
    }

    [Fact]
    public void It_says_what_is_in_sight()
    {
        Assert.Equal("the last 365 d", Year.Words);
        Assert.Equal("2 d to 5 d ago", (Year with { Youngest = TimeSpan.FromDays(2), Oldest = TimeSpan.FromDays(5) }).Words);
    }
}
