using Zrepl.Engine.Schedules;

namespace Zrepl.Tests.Engine.Schedules;

public sealed class PeriodicGridScheduleTests
{
    private static readonly DateTimeOffset Anchor = new(2024, 6, 10, 12, 3, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(9.99, 10)]
    [InlineData(10, 20)]
    [InlineData(1_000_005, 1_000_010)]
    [InlineData(-1, 0)]
    [InlineData(-10, 0)]
    [InlineData(-11, -10)]
    public void The_next_point_of_the_grid_is_strictly_later(double after, double next) =>
        Assert.Equal(Anchor.AddMinutes(next), new PeriodicGridSchedule(Anchor, TimeSpan.FromMinutes(10)).Next(Anchor.AddMinutes(after)));

    [Fact] // 4.8, 6.7: a clock set back by a month must not stop snapshots for a month
    public void After_the_clock_was_set_back_the_next_point_is_within_one_interval()
    {
        var schedule = new PeriodicGridSchedule(Anchor, TimeSpan.FromMinutes(10));
        Assert.InRange(schedule.Next(Anchor.AddDays(-30))!.Value, Anchor.AddDays(-30), Anchor.AddDays(-30).AddMinutes(10));
    }

    [Fact] // 6.7
    public void The_grid_does_not_drift_however_long_runs_take()
    {
        var random = new Random(7);
        var schedule = new PeriodicGridSchedule(Anchor, TimeSpan.FromSeconds(90));
        var now = Anchor;
        for (var run = 0; run < 10_000; run++)
        {
            var due = schedule.Next(now)!.Value;
            Assert.Equal(0, (due - Anchor).Ticks % TimeSpan.FromSeconds(90).Ticks);
            now = due.AddMilliseconds(random.Next(0, 200_000));
        }
    }

    [Fact]
    public void There_is_an_end_of_time()
    {
        Assert.Null(new PeriodicGridSchedule(Anchor, TimeSpan.FromDays(300)).Next(DateTimeOffset.MaxValue.AddDays(-1)));
        Assert.Null(ManualSchedule.Instance.Next(Anchor));
    }

    [Fact]
    public void An_interval_is_more_than_zero() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PeriodicGridSchedule(Anchor, TimeSpan.Zero));

    [Fact]
    public void It_says_what_it_is() => Assert.Equal("every 90m", new PeriodicGridSchedule(Anchor, TimeSpan.FromMinutes(90)).Describe());
}
