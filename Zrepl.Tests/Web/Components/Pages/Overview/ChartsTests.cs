using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Components.Pages.Datasets;
using Zrepl.Tests.Web.Components.Pages.Runs;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Tests.Web.Components.Pages.Overview;

/// <summary>What was sent per hour and how full the pools are (dashboard: overview).</summary>
public sealed class ChartsTests : HistoryBunitContext
{
    private readonly DatasetsWorld _zfs = new(TimeProvider.System);

    public ChartsTests()
    {
        Services.AddSingleton<IDatasetHosts>(_zfs);
        Services.AddSingleton<PoolCatalog>();
        Services.AddSingleton<PoolForecasts>();
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _zfs.FillAsync();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _zfs.DisposeAsync().AsTask().Wait(Deadline.OfATest);
    }

    [Fact]
    public void Without_a_run_it_says_so()
    {
        var charts = Render<Charts>();
        charts.WaitForAssertion(() => Assert.Contains("Nothing was sent in the last 7 days.", charts.Find("[data-testid=throughput]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
    }

    [Fact]
    public async Task What_was_sent_is_drawn_hour_by_hour_and_told_in_words()
    {
        await StoreAsync(Run(1), Run(2), Run(3, job: "other"));

        var charts = Render<Charts>();

        charts.WaitForAssertion(() => Assert.Equal(
            "1.21 GiB sent in 7 days: to_nas 824 MiB, other 412 MiB. The highest hour: 1.21 GiB.",
            charts.Find(".bars-drawing").GetAttribute("aria-label")), Deadline.OfATest);
        Assert.Equal(["to_nas", "other"], charts.FindAll(".bars-key .mono").Select(name => name.TextContent));
        Assert.Equal(2, charts.FindAll(".bars-drawing rect").Count);
        Assert.Equal(7, charts.FindAll(".bars-days text").Count);
    }

    [Fact]
    public void Pools_are_shown_with_what_snapshots_keep_and_read_once_for_all()
    {
        for (var i = 0; i < 3; i++)
        {
            var charts = Render<Charts>();
            charts.WaitForAssertion(() => Assert.Equal("tank", charts.Find(".pools-name a").TextContent), Deadline.OfATest);
            Assert.Contains(" used of ", charts.Find(".pools-text").TextContent, StringComparison.Ordinal);
        }

        Assert.Equal(1, _zfs.Commands);
    }

    [Fact]
    public async Task A_pool_says_when_it_will_be_full_once_it_was_measured_for_a_week()
    {
        var charts = Render<Charts>();
        charts.WaitForAssertion(() => Assert.Equal("No forecast yet: measured on 0 of the 7 days that it needs.", charts.Find(".pools-forecast").TextContent), Deadline.OfATest);

        var (pools, _) = await Services.GetRequiredService<PoolCatalog>().GetAsync(Xunit.TestContext.Current.CancellationToken);
        var pool = Assert.Single(pools);
        await using (var db = World.Database.Connect())
        {
            for (var day = 0; day < 10; day++)
                db.PoolUses.Add(new() { Host = pool.Host, Pool = pool.Pool, At = Now.AddDays(-day), Used = pool.Used + ((10 - day) * (pool.Available / 20)), Available = pool.Available });
            await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        }

        var later = Render<Charts>();
        later.WaitForAssertion(() => Assert.StartsWith("Full in about 20 d (2026-03-06) if it goes on growing by ", later.Find(".pools-forecast").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Contains("is-late", later.Find(".pools-forecast").ClassList);
    }

    [Fact]
    public async Task Measurements_are_remembered_and_what_cannot_be_read_is_none()
    {
        var measurements = new PoolMeasurements(
            Services.GetRequiredService<PoolCatalog>(), World.Writer, Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<PoolMeasurements>.Instance);
        await measurements.MeasureAsync(Xunit.TestContext.Current.CancellationToken);
        await World.StopAsync();
        await using var db = World.Database.Connect();
        var use = Assert.Single(db.PoolUses.ToList());
        Assert.Equal(("tank", Now), (use.Pool, use.At));
        Assert.True(use is { Used: > 0, Available: > 0 });
    }

    [Fact]
    public void Many_jobs_are_five_colours_and_columns_are_as_high_as_their_bytes()
    {
        var now = AJob.Now;
        var hour = HourlyBytes.Of(now);

        var view = ThroughputView.From([.. Enumerable.Range(1, 7).Select(job => new HourlyBytes($"job{job}", hour - (job % 2), job * 100L)), new("old", hour - 1000, 1L << 40)], now);

        Assert.Equal(["job7", "job6", "job5", "job4", "others"], view.Series.Select(series => series.Name));
        Assert.Equal(2800, view.Total);
        Assert.Equal(1600, view.Top); // 1 + 3 + 5 + 7
        Assert.Equal(100, view.Bars.Where(bar => bar.X < 99.2).Sum(bar => bar.Height), 6);
        Assert.All(view.Bars, bar => Assert.InRange(bar.Y, 0, 100));
    }
}
