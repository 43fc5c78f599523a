using Microsoft.Extensions.Logging;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Tests.Engine.Hooks;
using Zrepl.Tests.Support;
using static Zrepl.Tests.Engine.Snapshotting.SnapshottingWorld;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class CronSnapshotsTests : IAsyncDisposable // spec 4.5.3
{
    private SnapshottingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task It_waits_for_the_fire_time_and_then_for_the_next()
    {
        _world.Target.With("tank/a");
        var snapshotter = _world.StartCron("0 3 * * *");
        Assert.Equal(At("2024-06-11T03:00:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal((CronState.Waiting, At("2024-06-11T03:00:00Z"), null, null), Facts(snapshotter));

        _world.LetPass(At("2024-06-11T03:00:00.2Z"));
        var result = await _world.Owner.RunAsync();
        Assert.Equal((At("2024-06-11T03:00:00Z"), SnapshotRunOutcome.Succeeded), (result.Due, result.Outcome));
        Assert.Equal(At("2024-06-12T03:00:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal((CronState.Waiting, At("2024-06-12T03:00:00Z"), null, 1), Facts(snapshotter));
        Assert.Equal(["zrepl_20240611_030000_000"], _world.Target.SnapshotsOf("tank/a"));
    }

    [Theory] // 8.9, derived
    [InlineData("30 2 * * *", "2024-03-30T12:00:00+01:00", "2024-04-01T02:30:00+02:00", "2024-04-02T02:30:00+02:00")]
    [InlineData("30 2 * * *", "2024-10-26T12:00:00+02:00", "2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+01:00", "2024-10-28T02:30:00+01:00")]
    [InlineData("*/15 * * * *", "2024-03-31T01:40:00+01:00", "2024-03-31T01:45:00+01:00", "2024-03-31T03:00:00+02:00", "2024-03-31T03:15:00+02:00")]
    public async Task Daylight_saving_moves_runs_as_cron_does(string expression, string start, params string[] runs)
    {
        await _world.DisposeAsync();
        _world = new SnapshottingWorld(start);
        _world.Target.With("tank/a");
        _world.StartCron(expression, "Europe/Berlin");
        foreach (var run in runs)
        {
            var result = await _world.RunDue();
            Assert.Equal(At(run), result.Due);
        }

        Assert.Equal(runs.Length, _world.Target.Count);
    }

    [Fact]
    public async Task A_fire_time_that_finds_the_last_run_at_work_is_counted_and_passed_over()
    {
        var (begun, release) = Blocked();
        var snapshotter = _world.StartCron("* * * * *");
        await Fire();
        await begun;
        await Fire();
        await Fire();
        await _world.Alarm.SetAsync();
        Assert.Equal(CronState.Running, snapshotter.Cron().State);
        Assert.Equal(["cron frequency is too high; snapshots were not taken 2 times"], snapshotter.Cron().Errors!.Value);
        Assert.Equal(2, _world.Log.Of(LogLevel.Warning).Count(entry => entry.Event == 3209));
        Assert.Equal(At("2024-06-10T12:04:00Z"), snapshotter.NextDue);

        release();
        Assert.Equal(2, (await _world.Owner.RunAsync()).MissedPoints);
        await Fire();
        await _world.Owner.RunAsync();
        Assert.Null(snapshotter.Cron().Errors);
    }

    [Fact] // BAD-33
    public async Task Errors_of_a_run_stay_visible_until_the_next()
    {
        _world.Target.With("tank/a").Refusing("tank/a", "out of space");
        var snapshotter = _world.StartCron("* * * * *");
        await Fire();
        await _world.Owner.RunAsync();
        Assert.Equal(["one or more snapshots could not be created, check logs for details"], snapshotter.Cron().Errors!.Value);
        Assert.Equal(SnapshotRowState.Error, Assert.Single(snapshotter.Cron().Progress!.Value).State);
    }

    [Fact]
    public async Task Datasets_that_cannot_be_listed_fail_the_run()
    {
        _world.Target.ListFailure = FakeSnapshotTarget.Failure("internal error");
        var snapshotter = _world.StartCron("* * * * *");
        await Fire();
        Assert.Equal(SnapshotRunOutcome.Failed, (await _world.Owner.RunAsync()).Outcome);
        Assert.StartsWith("cannot list filesystems: ", snapshotter.Cron().Errors!.Value[0], StringComparison.Ordinal);
        Assert.Null(snapshotter.Cron().Progress);
    }

    [Fact] // 6.4
    public async Task A_suspend_over_several_fire_times_yields_one_late_run()
    {
        _world.Target.With("tank/a");
        _world.StartCron("*/10 * * * *");
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
        _world.LetPass(At("2024-06-10T13:05:00Z"));
        Assert.Equal(At("2024-06-10T13:05:00Z"), (await _world.Owner.RunAsync()).StartedAt);
        Assert.Equal(At("2024-06-10T13:10:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal(1, _world.Target.Count);
    }

    [Fact] // 4.8
    public async Task After_the_clock_was_set_the_fire_time_is_worked_out_again()
    {
        var snapshotter = _world.StartCron("0 3 * * *");
        await _world.Alarm.SetAsync();
        _world.SetClock(At("2024-05-11T12:00:00Z"));
        Assert.Equal(At("2024-05-12T03:00:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal(At("2024-05-12T03:00:00Z"), snapshotter.NextDue);
        Assert.Empty(_world.Owner.Runs);
    }

    [Fact] // BAD-32: upstream takes snapshots in a tight loop
    public async Task An_expression_that_never_matches_takes_no_snapshots_but_on_request()
    {
        await _world.DisposeAsync();
        _world = new SnapshottingWorld("2097-01-01T00:00:00Z"); // 2100 is no leap year: nothing within five years
        _world.Target.With("tank/a");
        var snapshotter = _world.StartCron("0 0 29 2 *");
        await _world.Log.EntryAsync(entry => entry.Event == 3217);
        Assert.Equal(SnapshotRequestOutcome.Started, snapshotter.SnapshotNow());
        await _world.Owner.RunAsync();
        Assert.Equal(["cron expression never matches; no snapshots are taken"], snapshotter.Cron().Errors!.Value);
        Assert.Null(snapshotter.NextDue);
        Assert.Equal(1, _world.Target.Count);
    }

    [Fact] // 2.4
    public async Task A_request_during_a_run_is_answered_after_it()
    {
        var (begun, release) = Blocked();
        var snapshotter = _world.StartCron("0 3 * * *");
        Assert.Equal(SnapshotRequestOutcome.Started, snapshotter.SnapshotNow());
        await begun;
        Assert.Equal(SnapshotRequestOutcome.Queued, snapshotter.SnapshotNow());
        Assert.Equal(SnapshotRequestOutcome.AlreadyQueued, snapshotter.SnapshotNow());
        _world.Clock.AdjustTime(At("2024-06-10T12:01:00Z"));
        release();
        await _world.Owner.RunAsync();
        Assert.Equal(SnapshotRunReason.Request, (await _world.Owner.RunAsync()).Reason);
        Assert.Equal(2, _world.Target.Count);
    }

    [Fact] // 5.2
    public async Task The_end_of_the_daemon_waits_for_the_post_hooks_of_a_run()
    {
        var (begun, _) = Blocked();
        var (postBegun, postRelease) = (new TaskCompletionSource(), new TaskCompletionSource());
        _world.Hooks = [new FakeHook("db") { Does = async (edge, _, _) =>
        {
            if (edge == HookEdge.Post)
            {
                postBegun.SetResult();
                await postRelease.Task;
            }

            return new HookReport("ok");
        } }];
        _world.StartCron("* * * * *");
        await Fire();
        await begun;
        var stopping = _world.Stop();
        await postBegun.Task.WaitAsync(Deadline.OfATest);
        Assert.False(stopping.IsCompleted);
        postRelease.SetResult();
        await stopping;
        Assert.Equal(SnapshotRunOutcome.Cancelled, Assert.Single(_world.Owner.Runs).Outcome);
    }

    private static (CronState, DateTimeOffset?, string?, int? Rows) Facts(ISnapshotter snapshotter)
    {
        var report = snapshotter.Cron();
        return (report.State, report.WakeupTime, report.Errors is { } errors ? string.Join(';', errors) : null, report.Progress?.Length);
    }

    private async Task Fire()
    {
        _world.LetPass(await _world.Alarm.SetAsync());
    }

    private (Task Begun, Action Release) Blocked()
    {
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _world.Target.With("tank/a").BeforeCreate = (_, cancellation) =>
        {
            begun.TrySetResult();
            return release.Task.WaitAsync(cancellation);
        };
        return (begun.Task.WaitAsync(Deadline.OfATest), release.SetResult);
    }
}
