using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>A snapshotter on the alarm clock that reads the wall clock every 10 s.</summary>
public sealed class SnapshotsOnTimersTests : IAsyncDisposable // spec 4.8, 6.7
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(10);

    private readonly SettableClock _clock = new();
    private readonly SnapshottingWorld _world;
    private int _expectedRuns;

    public SnapshotsOnTimersTests() => _world = new SnapshottingWorld(_clock);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Runs_follow_the_interval()
    {
        await FirstRun();
        for (var run = 1; run <= 3; run++) await RunAfter(rechecks: 60);
    }

    [Fact]
    public async Task A_suspend_of_three_intervals_yields_one_run_within_ten_seconds()
    {
        await FirstRun();
        await _clock.AwaitedAsync();
        _clock.SetWallClockBy(3 * Interval);
        await RunAfter(rechecks: 1);
        Assert.Equal(2, _world.Owner.Runs[1].MissedPoints);
        await RunAfter(rechecks: 59); // on the grid again
    }

    [Fact]
    public async Task A_clock_set_back_by_thirty_days_delays_snapshots_by_one_interval_at_most()
    {
        await FirstRun();
        await _clock.AwaitedAsync();
        _clock.SetWallClockBy(TimeSpan.FromDays(-30));
        await RunAfter(rechecks: 60);
    }

    [Fact]
    public async Task A_clock_set_back_while_the_next_run_is_planned_delays_it_by_one_interval_at_most()
    {
        await FirstRun();
        await _clock.AwaitedAsync();
        _world.Owner.Finished = () => _clock.SetWallClockBy(TimeSpan.FromDays(-30));
        await RunAfter(rechecks: 60);
        _world.Owner.Finished = () => { };
        await RunAfter(rechecks: 60);
    }

    private async Task FirstRun()
    {
        _world.Target.With("tank/a");
        _world.StartPeriodic(Interval, new TimerAlarmClock(_clock, Recheck));
        await RunAfter(rechecks: 0);
    }

    private async Task RunAfter(int rechecks)
    {
        for (var i = 0; i < rechecks; i++)
        {
            Assert.Equal(_expectedRuns, _world.Target.Count);
            await _clock.PassOnceAwaitedAsync(Recheck);
        }

        await _world.Owner.RunAsync();
        Assert.Equal(++_expectedRuns, _world.Target.Count);
    }
}
