using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Tests.Web.Data;

/// <summary>Bytes stand in the hours in which they were moved, not in the hour in which their run began.</summary>
public sealed class HourlySpreadTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = HistoryWorld.Begin;
    private static readonly long Hour = HourlyBytes.Of(Noon);

    private readonly HistoryWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(0, 30, "0:100")]
    [InlineData(30, 90, "0:50 1:50")]
    [InlineData(45, 165, "0:12 1:50 2:38")] // rounded down, and the rest at the end: nothing is lost
    [InlineData(30, 30, "0:100")]
    [InlineData(90, 30, "1:100")] // a clock that was set back
    public void A_stretch_is_spread_evenly_over_its_hours(int begin, int end, string hours) => Assert.Equal(
        hours, string.Join(' ', HourlySpread.Of("a", Noon.AddMinutes(begin), Noon.AddMinutes(end), 100).Select(part => $"{part.Hour - Hour}:{part.Bytes}")));

    [Fact]
    public async Task A_long_run_is_told_by_its_steps_and_a_short_one_by_its_hour()
    {
        var first = Run(1, Noon.AddMinutes(10), Noon.AddHours(3), 1000);
        first.Datasets.Add(new() { Dataset = "tank/a" });
        first.Datasets[0].Steps.Add(Step(Noon.AddMinutes(10), Noon.AddMinutes(20), 100));
        first.Datasets[0].Steps.Add(Step(Noon.AddMinutes(90), Noon.AddMinutes(150), 600));
        first.Datasets[0].Steps.Add(Step(Noon.AddHours(2.5), null, 200)); // broke off with the run
        var unknown = Run(2, Noon.AddHours(5).AddMinutes(30), Noon.AddHours(6).AddMinutes(30), 80); // its steps were deleted
        await StoreAsync(first, unknown, Run(3, Noon.AddHours(8), Noon.AddHours(8).AddMinutes(5), 7));

        var hours = await HoursAsync(Noon.AddHours(-1));

        Assert.Equal(1087, hours.Values.Sum());
        Assert.Equal([0L, 1, 2, 3, 5, 6, 8], hours.Keys);
        Assert.Equal((40, 40, 7), (hours[5], hours[6], hours[8]));
        Assert.InRange(hours[0], 100, 130); // its step, and a part of the hundred of which no step tells
        Assert.InRange(hours[1], 300, 340);
    }

    [Fact]
    public async Task A_run_that_began_long_ago_counts_with_what_it_moved_since()
    {
        await StoreAsync(Run(1, Noon.AddDays(-10), Noon.AddHours(1), 241_000));

        Assert.Equal(1000, (await HoursAsync(Noon.AddHours(-1)))[0]);
    }

    [Fact]
    public void What_a_run_under_way_has_sent_is_told_too_and_what_the_run_before_sent_is_not()
    {
        var job = AJob.Named("a").Replicating(3, of: 10, AJob.Sending("tank/db"));
        var report = job.Replication!;
        var begun = report with
        {
            Attempts = [report.Attempts[0] with { Filesystems = [report.Attempts[0].Filesystems[0] with { Steps = [.. report.Attempts[0].Filesystems[0].Steps.Select(step => new StepReport(step.Info with { StartAt = AJob.Now.AddMinutes(-2) }))] }] }],
        };

        Assert.Equal([2L << 30, 1L << 30], SentSoFar.Of([job with { Replication = begun }], AJob.Now).Select(hour => hour.Bytes));
        Assert.Empty(SentSoFar.Of([job with { Replication = begun with { StartAt = AJob.Now.AddHours(-1) } }], AJob.Now));
        Assert.Empty(SentSoFar.Of([job with { Replication = begun, Running = null }], AJob.Now));
    }

    private async Task<SortedDictionary<long, long>> HoursAsync(DateTimeOffset since)
    {
        var rows = await new RunHistory(new HistoryAccess(_world.Database, _world.Writer, TimeProvider.System)).BytesPerHourAsync(since, Token);
        return new(rows.GroupBy(row => row.Hour - Hour).ToDictionary(hour => hour.Key, hour => hour.Sum(row => row.Bytes)));
    }

    private async Task StoreAsync(params RunEntity[] runs)
    {
        await _world.StartedAsync();
        await _world.Writer.Opened.WaitAsync(Deadline.OfATest, Token);
        await using var db = _world.Database.Connect();
        db.Runs.AddRange(runs);
        await db.SaveChangesAsync(Token);
    }

    private static RunEntity Run(long number, DateTimeOffset begin, DateTimeOffset end, long bytes) => new()
    {
        Engine = "host", Job = "to_nas", Kind = JobKind.Push, Number = number, StartedAt = begin, FinishedAt = end, Outcome = RunOutcome.Succeeded, BytesReplicated = bytes,
    };

    private static RunStepEntity Step(DateTimeOffset begin, DateTimeOffset? end, long bytes) =>
        new() { Attempt = 1, From = "@a", To = "@b", BytesReplicated = bytes, StartedAt = begin, DoneAt = end };
}
