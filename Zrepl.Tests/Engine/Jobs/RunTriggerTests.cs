using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Snapshotting;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>When a job runs by its own schedule. Spec 2.3, 6.3 to 6.5, 6.7.</summary>
public sealed class RunTriggerTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2024, 6, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly TestAlarmClock _alarm = new();
    private readonly LogProbe<RunTrigger> _log = new();
    private readonly List<RunReason> _rung = [];
    private readonly SemaphoreSlim _ringing = new(0);
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;

    private WakeupOutcome Outcome { get; set; } = WakeupOutcome.Started;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(Deadline.OfATest);
        _end.Dispose();
        _ringing.Dispose();
    }

    [Fact]
    public async Task A_job_that_never_ran_runs_at_start_and_then_on_its_grid() // BAD-20
    {
        Start(new ReplicationTrigger.Every(Interval), JobRunState.Unknown);
        await RungAsync(RunReason.Schedule);
        Assert.Equal(Noon + Interval, await _alarm.SetAsync());
    }

    [Fact]
    public async Task A_restart_neither_repeats_nor_skips_a_run()
    {
        Start(new ReplicationTrigger.Every(Interval), new() { LastRunAt = Noon.AddMinutes(-3), NextDueAt = Noon.AddMinutes(7) });
        Assert.Equal(Noon.AddMinutes(7), await _alarm.SetAsync());
        Pass(Noon.AddMinutes(7));
        await RungAsync(RunReason.Schedule);
        Assert.Equal(Noon.AddMinutes(17), await _alarm.SetAsync());
    }

    [Fact]
    public async Task Runs_missed_while_switched_off_are_made_up_for_once_and_the_rhythm_is_kept() // spec 6.4
    {
        Start(new ReplicationTrigger.Every(Interval), new() { LastRunAt = Noon.AddMinutes(-58), NextDueAt = Noon.AddMinutes(-48) });
        await RungAsync(RunReason.Missed);
        Assert.Equal(Noon.AddMinutes(2), await _alarm.SetAsync());
    }

    [Fact]
    public async Task A_sleep_of_three_intervals_is_one_run() // spec 6.7, BAD-20
    {
        Start(new ReplicationTrigger.Every(Interval), new() { NextDueAt = Noon + Interval });
        await _alarm.SetAsync();
        Pass(Noon.AddMinutes(35));
        await RungAsync(RunReason.Schedule);
        Assert.Equal(Noon.AddMinutes(40), await _alarm.SetAsync());
        Assert.Single(_rung);
    }

    [Fact]
    public async Task A_clock_set_back_by_a_month_does_not_stop_the_runs() // spec 4.8, 6.7
    {
        Start(new ReplicationTrigger.Every(Interval), new() { NextDueAt = Noon + Interval });
        await _alarm.SetAsync();
        _clock.AdjustTime(Noon.AddDays(-30));
        _alarm.StepTo(Noon.AddDays(-30));
        Assert.InRange(await _alarm.SetAsync(), Noon.AddDays(-30), Noon.AddDays(-30) + Interval);
    }

    [Fact]
    public async Task A_busy_job_is_told_about_and_runs_afterwards() // spec 6.3
    {
        Outcome = WakeupOutcome.Queued;
        Start(new ReplicationTrigger.Every(Interval), new() { NextDueAt = Noon + Interval });
        await _alarm.SetAsync();
        Pass(Noon + Interval);
        await RungAsync(RunReason.Schedule);
        Assert.Contains("every 10m", (await _log.EntryAsync(entry => entry.Event == 3507)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cron_time_that_passed_while_switched_off_is_skipped() // spec 6.4
    {
        Start(new ReplicationTrigger.Cron(CronExpression.Parse("TZ=UTC 0 3 * * *")), new() { NextDueAt = Noon.AddDays(-1) });
        Assert.Equal(Noon.AddHours(15), await _alarm.SetAsync());
        Pass(Noon.AddHours(15));
        await RungAsync(RunReason.Schedule);
        Assert.Equal(Noon.AddHours(39), await _alarm.SetAsync());
    }

    [Fact]
    public async Task A_manual_job_is_never_rung()
    {
        Start(new ReplicationTrigger.Manual(), JobRunState.Unknown);
        await _running.WaitAsync(Deadline.OfATest);
        Assert.Empty(_rung);
    }

    private void Start(ReplicationTrigger trigger, JobRunState before)
    {
        _alarm.AdvanceTo(Noon);
        var started = new RunTrigger(trigger, Ring, _ => { }, _alarm, _clock, _log);
        _running = Task.Run(() => started.RunAsync(before, _end.Token));
    }

    private WakeupOutcome Ring(RunReason reason)
    {
        lock (_rung) _rung.Add(reason);
        _ringing.Release();
        return Outcome;
    }

    private async Task RungAsync(RunReason reason)
    {
        Assert.True(await _ringing.WaitAsync(Deadline.OfATest));
        lock (_rung) Assert.Equal(reason, _rung[^1]);
    }

    private void Pass(DateTimeOffset time)
    {
        _clock.AdjustTime(time);
        _alarm.AdvanceTo(time);
    }
}
