using Microsoft.Extensions.Logging;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Tests.Support;
using static Zrepl.Tests.Engine.Snapshotting.SnapshottingWorld;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class PeriodicSnapshotsTests : IAsyncDisposable // spec 4.4
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly SnapshottingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact] // 4.4.1, 4.4.2
    public async Task It_waits_for_the_sync_point_and_continues_the_rhythm_from_there()
    {
        _world.Target.WithSnapshot("tank/a@zrepl_x", At("2024-06-10T11:57:31Z")).With("tank/b");
        var snapshotter = _world.StartPeriodic(Interval);

        Assert.Equal(At("2024-06-10T12:07:31Z"), await _world.Alarm.SetAsync());
        Assert.Equal((PeriodicState.SyncUp, At("2024-06-10T12:07:31Z"), "", true), Facts(snapshotter));
        _world.LetPass(At("2024-06-10T12:07:31Z"));
        Assert.Equal(SnapshotRunReason.Schedule, (await _world.Owner.RunAsync()).Reason);
        Assert.Equal(At("2024-06-10T12:17:31Z"), await _world.Alarm.SetAsync());
        Assert.Equal((PeriodicState.Waiting, At("2024-06-10T12:17:31Z"), "", false), Facts(snapshotter));
        Assert.Equal(["zrepl_x", "zrepl_20240610_120731_000"], _world.Target.SnapshotsOf("tank/a"));
        Assert.Equal(["zrepl_20240610_120731_000"], _world.Target.SnapshotsOf("tank/b"));
    }

    [Fact] // 4.4.2
    public async Task A_dataset_without_snapshots_is_named_if_it_has_to_wait()
    {
        _world.Target.WithSnapshot("tank/a@zrepl_x", At("2024-06-10T11:57:31Z")).With("tank/b");
        _world.StartPeriodic(Interval);
        await _world.Alarm.SetAsync();
        var warning = Assert.Single(_world.Log.Of(LogLevel.Warning));
        Assert.Equal(("filesystem will not be snapshotted until sync point", "tank/b"), (warning.Message, warning.Fields["fs"]));
    }

    [Fact] // 4.4.2: ZREPL_SNAPPER_SYNCUP_WARN_MIN_DURATION
    public async Task A_wait_of_less_than_a_second_is_not_worth_a_warning()
    {
        _world.Clock.AdjustTime(At("2024-06-10T12:00:00.5Z"));
        _world.Target.WithSnapshot("tank/a@zrepl_x", At("2024-06-10T11:50:01Z")).With("tank/b");
        _world.StartPeriodic(Interval);
        Assert.Equal(At("2024-06-10T12:00:01Z"), await _world.Alarm.SetAsync());
        Assert.Empty(_world.Log.Of(LogLevel.Warning));
    }

    [Fact] // 4.4.1
    public async Task Without_a_sync_point_it_takes_snapshots_one_interval_later()
    {
        _world.Target.WithSnapshot("tank/a@zrepl_x", At("2024-06-10T12:30:00Z"));
        var snapshotter = _world.StartPeriodic(Interval);
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal(
            (PeriodicState.SyncUpErrWait, At("2024-06-10T12:10:00Z"), "hard errors in determining sync point for every matching filesystem", true),
            Facts(snapshotter));
        _world.LetPass(At("2024-06-10T12:10:00Z"));
        Assert.Equal(SnapshotRunOutcome.Succeeded, (await _world.Owner.RunAsync()).Outcome);
        Assert.Equal(At("2024-06-10T12:20:00Z"), await _world.Alarm.SetAsync());
    }

    [Fact] // 4.4.1
    public async Task Datasets_that_cannot_be_listed_are_an_error_until_they_can()
    {
        _world.Target.ListFailure = FakeSnapshotTarget.Failure("internal error");
        var snapshotter = _world.StartPeriodic(Interval);
        var result = await _world.RunDue();
        Assert.Equal(SnapshotRunOutcome.Failed, result.Outcome);
        await _world.Alarm.SetAsync();
        Assert.Equal(PeriodicState.ErrorWait, snapshotter.Periodic().State);
        Assert.StartsWith("cannot list filesystems", snapshotter.Periodic().Error, StringComparison.Ordinal);

        _world.Target.ListFailure = null;
        _world.LetPass(At("2024-06-10T12:20:00Z"));
        await _world.Owner.RunAsync();
        await _world.Alarm.SetAsync();
        Assert.Equal((PeriodicState.Waiting, At("2024-06-10T12:30:00Z"), "", false), Facts(snapshotter));
    }

    [Fact] // 4.1
    public async Task New_datasets_join_with_the_next_run()
    {
        _world.StartPeriodic(Interval);
        Assert.Equal(0, (await _world.RunDue()).CreatedCount);
        _world.Target.With("tank/new");
        Assert.Equal(1, (await _world.RunDue()).CreatedCount);
    }

    [Fact] // 6.7
    public async Task The_grid_does_not_drift_over_10_000_runs_of_any_length()
    {
        const int runs = 10_000;
        var random = new Random(20240610);
        _world.Target.With("tank/a").BeforeCreate = (_, _) =>
        {
            _world.Clock.AdjustTime(_world.Clock.GetUtcNow() + TimeSpan.FromSeconds(random.NextDouble() * 1500)); // up to 2.5 intervals
            return Task.CompletedTask;
        };
        _world.StartPeriodic(Interval);
        var (first, missed, due) = (_world.Clock.GetUtcNow(), 0, default(DateTimeOffset));
        for (var run = 0; run < runs; run++)
        {
            var result = await _world.RunDue();
            Assert.True(result.Due > due, "a due time came twice");
            due = result.Due!.Value;
            Assert.Equal(result.Due, result.StartedAt);
            if (run < runs - 1) missed += result.MissedPoints;
        }

        Assert.Equal(first + (runs - 1 + missed) * Interval, due);
        Assert.InRange(missed, 1, runs * 2);
    }

    [Fact] // 6.7
    public async Task A_suspend_of_three_intervals_yields_one_run()
    {
        var snapshotter = _world.StartPeriodic(Interval);
        await _world.RunDue();
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
        _world.LetPass(At("2024-06-10T12:40:07Z"));
        var late = await _world.Owner.RunAsync();
        Assert.Equal((At("2024-06-10T12:10:00Z"), At("2024-06-10T12:40:07Z"), 3), (late.Due, late.StartedAt, late.MissedPoints));
        Assert.Equal(At("2024-06-10T12:50:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal(2, _world.Owner.Runs.Count);
        Assert.Equal(3, snapshotter.Periodic().MissedPoints);
    }

    [Fact] // 4.4.1
    public async Task A_run_longer_than_the_interval_is_followed_by_the_next_point_and_not_by_the_missed_one()
    {
        _world.Target.With("tank/a").BeforeCreate = (_, _) =>
        {
            _world.Clock.AdjustTime(At("2024-06-10T12:10:30Z"));
            return Task.CompletedTask;
        };
        _world.StartPeriodic(Interval);
        Assert.Equal(1, (await _world.RunDue()).MissedPoints);
        Assert.Equal(At("2024-06-10T12:20:00Z"), await _world.Alarm.SetAsync());
        Assert.Contains(_world.Log.Of(LogLevel.Warning), entry => entry.Event == 3208);
    }

    [Fact] // 4.8, 6.7
    public async Task A_clock_set_back_by_thirty_days_stops_snapshots_for_one_interval_at_most()
    {
        _world.StartPeriodic(Interval);
        await _world.RunDue();
        await _world.Alarm.SetAsync();
        _world.SetClock(At("2024-05-11T12:03:00Z"));
        Assert.Equal(At("2024-05-11T12:10:00Z"), await _world.Alarm.SetAsync()); // still on the grid
        _world.LetPass(At("2024-05-11T12:10:00Z"));
        Assert.Equal(SnapshotRunReason.Schedule, (await _world.Owner.RunAsync()).Reason);
    }

    [Fact] // 4.8
    public async Task A_clock_set_back_a_little_leaves_the_due_time_as_it_is()
    {
        _world.StartPeriodic(Interval);
        await _world.RunDue();
        await _world.Alarm.SetAsync();
        _world.SetClock(At("2024-06-10T12:00:01Z"));
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
    }

    [Fact]
    public async Task A_failed_run_is_told_to_the_job_like_any_other_and_clears_with_the_next()
    {
        _world.Target.With("tank/a").Refusing("tank/a", "out of space");
        var snapshotter = _world.StartPeriodic(Interval);
        Assert.Equal(SnapshotRunOutcome.Failed, (await _world.RunDue()).Outcome);
        await _world.Alarm.SetAsync();
        Assert.Equal(PeriodicState.ErrorWait, snapshotter.Periodic().State);
        Assert.Equal("one or more snapshots could not be created, check logs for details", snapshotter.Periodic().Error);
        Assert.Equal(SnapshotRowState.Error, Assert.Single(snapshotter.Periodic().Progress!.Value).State);
    }

    [Fact] // 2.4, operation "snapshot"
    public async Task Snapshots_on_request_leave_the_grid_alone()
    {
        _world.Target.WithSnapshot("tank/a@zrepl_x", At("2024-06-10T11:57:00Z"));
        var snapshotter = _world.StartPeriodic(Interval);
        await _world.Alarm.SetAsync();
        Assert.Equal(SnapshotRequestOutcome.Started, snapshotter.SnapshotNow());
        var result = await _world.Owner.RunAsync();
        Assert.Equal((SnapshotRunReason.Request, null, 0), (result.Reason, result.Due, result.MissedPoints));
        Assert.Equal(At("2024-06-10T12:07:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal(PeriodicState.Waiting, snapshotter.Periodic().State);
    }

    [Fact] // 2.4
    public async Task A_request_during_a_run_is_answered_after_it_and_only_once()
    {
        var (begun, release) = Blocked();
        var snapshotter = _world.StartPeriodic(Interval);
        _world.LetPass(await _world.Alarm.SetAsync());
        await begun;
        Assert.True(snapshotter.IsRunning);
        Assert.Null(snapshotter.NextDue);
        Assert.Equal(SnapshotRequestOutcome.Queued, snapshotter.SnapshotNow());
        Assert.Equal(SnapshotRequestOutcome.AlreadyQueued, snapshotter.SnapshotNow());
        _world.Clock.AdjustTime(At("2024-06-10T12:01:00Z"));
        release();
        Assert.Equal(SnapshotRunReason.Schedule, (await _world.Owner.RunAsync()).Reason);
        Assert.Equal(SnapshotRunReason.Request, (await _world.Owner.RunAsync()).Reason);
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal(2, _world.Owner.Runs.Count);
    }

    [Fact] // BAD-18, operation "reset-snapshotting"
    public async Task A_run_can_be_cancelled_and_the_schedule_goes_on()
    {
        var (begun, _) = Blocked();
        var snapshotter = _world.StartPeriodic(Interval);
        Assert.False(snapshotter.CancelRun("nothing runs"));
        _world.LetPass(await _world.Alarm.SetAsync());
        await begun;
        Assert.True(snapshotter.CancelRun("reset requested"));
        Assert.Equal(SnapshotRunOutcome.Cancelled, (await _world.Owner.RunAsync()).Outcome);
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
        Assert.Equal((PeriodicState.ErrorWait, At("2024-06-10T12:10:00Z"), "reset requested", false), Facts(snapshotter));
    }

    [Fact] // 4.4.1
    public async Task The_end_of_the_daemon_ends_a_run_and_the_job_still_hears_of_it()
    {
        var (begun, _) = Blocked();
        var snapshotter = _world.StartPeriodic(Interval);
        _world.LetPass(await _world.Alarm.SetAsync());
        await begun;
        await _world.Stop();
        Assert.Equal(SnapshotRunOutcome.Cancelled, Assert.Single(_world.Owner.Runs).Outcome);
        Assert.Equal(PeriodicState.Stopped, snapshotter.Periodic().State);
        Assert.Empty(_world.Log.Of(LogLevel.Error));
    }

    private static (PeriodicState, DateTimeOffset?, string, bool HasNoProgress) Facts(ISnapshotter snapshotter)
    {
        var report = snapshotter.Periodic();
        Assert.Equal(report.SleepUntil, snapshotter.NextDue);
        return (report.State, report.SleepUntil, report.Error, report.Progress is null);
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
