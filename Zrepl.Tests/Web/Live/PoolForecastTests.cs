using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Pools;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Tests.Web.Live;

/// <summary>When a pool will be full: a date for steady growth, and no date for anything else.</summary>
public sealed class PoolForecastTests
{
    private const long GiB = 1L << 30;
    private const long Room = 400 * GiB;
    private static readonly DateTimeOffset Now = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Steady_growth_gives_a_date()
    {
        var full = Assert.IsType<PoolForecast.Full>(Of(28, day => 1000 + (10 * day)));
        Assert.Equal(10 * GiB, full.BytesPerDay, tolerance: GiB / 10);
        Assert.Equal(40, (full.At - Now).TotalDays, tolerance: 0.5);
        Assert.Equal("Full in about 40 d (2026-05-08) if it goes on growing by 10.0 GiB a day; 40 d at the earliest.", ForecastWords.Of(full, Now));
        Assert.False(ForecastWords.IsSoon(full, Now));
        Assert.True(ForecastWords.IsSoon(Of(28, day => 1000 + (20 * day)), Now));
    }

    [Fact]
    public void Snapshots_that_come_and_go_do_not_hide_it_and_make_the_earliest_date_earlier()
    {
        var full = Assert.IsType<PoolForecast.Full>(Of(28, day => 1000 + (10 * day) + (3 * (day % 7))));
        Assert.InRange((full.At - Now).TotalDays, 34, 46);
        Assert.True(full.Earliest < full.At);
        Assert.True(full.Earliest > Now);
    }

    [Theory]
    [InlineData(0, "No forecast yet: measured on 0 of the 7 days that it needs.")]
    [InlineData(6, "No forecast yet: measured on 6 of the 7 days that it needs.")]
    public void Without_a_week_of_measurements_it_says_so(int days, string words) => Assert.Equal(words, ForecastWords.Of(Of(days, day => 1000 + (10 * day)), Now));

    [Fact]
    public void Many_measurements_of_one_day_are_one_day() => Assert.Equal(
        new PoolForecast.TooLittle(1), PoolForecast.Of([.. Enumerable.Range(0, 200).Select(minute => Use(Now.AddMinutes(-minute), 1000 - minute))], Room, Now));

    [Fact]
    public void What_is_older_than_the_time_looked_at_does_not_count() =>
        Assert.Equal(new PoolForecast.TooLittle(0), PoolForecast.Of([.. Enumerable.Range(30, 60).Select(day => Use(Now.AddDays(-day), 1000 - day))], Room, Now));

    [Theory]
    [InlineData("flat")]
    [InlineData("up and down")]
    [InlineData("one copy in the middle")]
    [InlineData("one copy at the end")]
    [InlineData("growth that ended a week ago")]
    [InlineData("grown and cleared")]
    [InlineData("chance")]
    public void What_does_not_grow_steadily_gives_no_date(string what)
    {
        var random = new Random(7);
        Func<int, double> used = what switch
        {
            "flat" => _ => 1000,
            "up and down" => day => 1000 + (50 * (day % 2)),
            "one copy in the middle" => day => day < 14 ? 1000 : 1200,
            "one copy at the end" => day => day < 26 ? 1000 : 1200,
            "growth that ended a week ago" => day => 1000 + (10 * Math.Min(day, 20)),
            "grown and cleared" => day => 1000 + (10 * (day < 14 ? day : 28 - day)),
            _ => _ => 1000 + random.NextDouble(),
        };
        Assert.IsType<PoolForecast.NoTrend>(Of(28, used));
        Assert.Equal("No forecast: it does not grow steadily.", ForecastWords.Of(new PoolForecast.NoTrend(), Now));
    }

    [Fact]
    public void Chance_hardly_ever_gives_a_date()
    {
        var random = new Random(11);
        var dates = Enumerable.Range(0, 500).Count(_ => Of(28, _ => 1000 + (100 * random.NextDouble())) is PoolForecast.Full or PoolForecast.FarAway);
        Assert.InRange(dates, 0, 5);
    }

    [Fact]
    public void A_pool_that_shrinks_is_not_going_to_be_full()
    {
        var shrinking = Assert.IsType<PoolForecast.Shrinking>(Of(28, day => 1000 - (10 * day)));
        Assert.Equal("Shrinks by 10.0 GiB a day.", ForecastWords.Of(shrinking with { BytesPerDay = 10 * GiB }, Now));
    }

    [Fact]
    public void Growth_that_began_two_weeks_ago_counts() => Assert.IsType<PoolForecast.Full>(Of(28, day => 1000 + (10 * Math.Max(0, day - 14))));

    [Fact]
    public void Days_without_a_measurement_are_no_days_without_growth()
    {
        var uses = Enumerable.Range(0, 28).Where(day => day % 3 != 0).Select(day => Use(Now.AddDays(day - 27), 1000 + (10 * day))).ToList();
        Assert.Equal(40, (Assert.IsType<PoolForecast.Full>(PoolForecast.Of(uses, Room, Now)).At - Now).TotalDays, tolerance: 0.5);
    }

    [Fact]
    public void Slow_growth_gives_no_date_centuries_away()
    {
        var far = Assert.IsType<PoolForecast.FarAway>(Of(28, day => 1000 + (0.1 * day)));
        Assert.Equal("Grows by 102 MiB a day: not full within two years.", ForecastWords.Of(far, Now));
    }

    [Fact]
    public void Growth_by_single_bytes_overflows_nothing() =>
        Assert.IsType<PoolForecast.FarAway>(PoolForecast.Of([.. Enumerable.Range(0, 28).Select(day => new PoolUse("here", "tank", Now.AddDays(day - 27), day))], long.MaxValue, Now));

    [Fact]
    public void A_full_pool_is_full_whatever_was_measured() => Assert.Equal("It is full.", ForecastWords.Of(PoolForecast.Of([], 0, Now), Now));

    private static PoolForecast Of(int days, Func<int, double> gibibytes) =>
        PoolForecast.Of([.. Enumerable.Range(0, days).Select(day => Use(Now.AddDays(day - days + 1), gibibytes(day)))], Room, Now);

    private static PoolUse Use(DateTimeOffset at, double gibibytes) => new("here", "tank", at, (long)(gibibytes * GiB));
}
