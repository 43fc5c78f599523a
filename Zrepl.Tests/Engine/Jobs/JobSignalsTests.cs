using Zrepl.Engine.Jobs;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Jobs;

public sealed class JobSignalsTests
{
    private readonly JobSignals _signals = new();

    [Fact]
    public async Task A_hundred_wakeups_of_a_busy_job_are_one_more_run() // spec 6.7, BAD-19
    {
        var (end, running) = await BeginAsync();
        Assert.Equal(WakeupOutcome.Queued, _signals.Ring(RunReason.Snapshots));
        for (var i = 0; i < 99; i++) Assert.Equal(WakeupOutcome.AlreadyPending, _signals.Ring(RunReason.Wakeup));
        end.SetResult();
        await running;
        Assert.Equal(RunReason.Snapshots, await WaitAsync());
        Assert.False(_signals.IsPending);
    }

    [Fact]
    public async Task A_cancelled_run_knows_why_and_a_waiting_request_is_forgotten() // spec 2.4
    {
        StopReason? reason = null;
        var began = new TaskCompletionSource();
        var running = _signals.RunAsync(async stop =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => reason = stop.Reason, TaskScheduler.Default);
        }, CancellationToken.None);
        await began.Task;
        _signals.Ring(RunReason.Wakeup);
        Assert.True(_signals.Cancel(StopReason.ResetRequested));
        Assert.False(_signals.Cancel(StopReason.ResetRequested));
        await running.WaitAsync(Deadline.OfATest);
        Assert.Equal(StopReason.ResetRequested, reason);
        Assert.False(_signals.IsPending);
    }

    [Fact]
    public void Nothing_is_cancelled_if_nothing_runs() => Assert.False(_signals.Cancel(StopReason.ResetRequested));

    [Fact]
    public async Task While_paused_only_an_operator_is_answered()
    {
        _signals.IsPaused = true;
        Assert.Equal(WakeupOutcome.Queued, _signals.Ring(RunReason.Schedule));
        var waiting = _signals.WaitAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(WakeupOutcome.Started, _signals.Ring(RunReason.Wakeup));
        Assert.Equal(RunReason.Wakeup, (await waiting.WaitAsync(Deadline.OfATest)).Reason);
    }

    [Fact]
    public async Task What_a_pause_held_back_comes_after_it()
    {
        _signals.IsPaused = true;
        _signals.Ring(RunReason.Snapshots);
        var waiting = _signals.WaitAsync(CancellationToken.None);
        _signals.IsPaused = false;
        Assert.Equal(RunReason.Snapshots, (await waiting.WaitAsync(Deadline.OfATest)).Reason);
    }

    [Fact]
    public async Task Whoever_rings_is_told_which_run_that_will_be_whatever_is_under_way()
    {
        _signals.Numbered(41); // the last one before
        Assert.Equal(42, RingForNumber());
        await WaitAsync(); // taken, and not begun yet
        Assert.Equal(43, RingForNumber());
        Assert.True(_signals.IsRunning);
        var end = new TaskCompletionSource();
        var running = _signals.RunAsync(_ => end.Task, CancellationToken.None);
        Assert.Equal(43, RingForNumber());
        _signals.Numbered(42);
        Assert.Equal(43, RingForNumber());
        end.SetResult();
        await running.WaitAsync(Deadline.OfATest);
        Assert.Equal(43, RingForNumber());
    }

    [Fact]
    public void After_what_waits_was_handed_over_nothing_is_taken_in_that_nobody_would_answer()
    {
        _signals.Ring(RunReason.Snapshots);
        Assert.Equal(RunReason.Snapshots, _signals.TakePending()?.Reason);
        Assert.Equal(WakeupOutcome.Closed, _signals.Ring(RunReason.Wakeup));
        Assert.False(_signals.IsPending);
    }

    [Fact]
    public async Task A_request_that_was_taken_makes_the_job_busy_before_its_run_begins()
    {
        Assert.Equal(WakeupOutcome.Started, _signals.Ring(RunReason.Wakeup));
        await WaitAsync();
        Assert.Equal(WakeupOutcome.Queued, _signals.Ring(RunReason.Wakeup));
    }

    private long RingForNumber()
    {
        _signals.Ring(RunReason.Wakeup, RunScope.Everything, out var number);
        return number;
    }

    private async Task<(TaskCompletionSource End, Task Running)> BeginAsync()
    {
        Assert.Equal(WakeupOutcome.Started, _signals.Ring(RunReason.Wakeup));
        await WaitAsync();
        var end = new TaskCompletionSource();
        return (end, _signals.RunAsync(_ => end.Task, CancellationToken.None));
    }

    private async Task<RunReason> WaitAsync() => (await _signals.WaitAsync(CancellationToken.None).WaitAsync(Deadline.OfATest)).Reason;
}
