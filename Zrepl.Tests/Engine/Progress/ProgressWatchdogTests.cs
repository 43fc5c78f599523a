using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Progress;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Progress;

/// <summary>2.6.</summary>
public sealed class ProgressWatchdogTests
{
    private readonly WatchedClock _clock = new();
    private readonly ProgressToken _progress;
    private readonly TaskCompletionSource<int> _work = new();

    public ProgressWatchdogTests() => _progress = new(_clock);

    [Fact]
    public async Task A_phase_without_progress_is_cancelled_with_its_reason_and_the_next_one_may_run()
    {
        using var stop = new StopSource();
        StopReason? reason = null;
        var guarded = Watchdog(TimeSpan.FromMinutes(1)).GuardAsync("replicating", stop, async phase =>
        {
            try { return await _work.Task.WaitAsync(phase.Token); }
            catch (OperationCanceledException) { reason = phase.Reason; return -1; }
        });
        await _clock.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(-1, await guarded);
        Assert.Equal("cancelled: no progress for 1m15s", reason!.ToString());
        Assert.Null(stop.Reason);
    }

    [Fact]
    public async Task Progress_puts_the_end_off()
    {
        using var stop = new StopSource();
        StopSource? inner = null;
        var guarded = Watchdog(TimeSpan.FromMinutes(1)).GuardAsync("replicating", stop, phase =>
        {
            inner = phase;
            return _work.Task;
        });
        await _clock.RunningAsync(due => due == TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(40));
        _progress.Report(ProgressKind.Bytes, 1);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await _clock.RunningAsync(due => due == TimeSpan.FromSeconds(40)); // a minute after the byte
        Assert.Null(inner!.Reason);
        _work.SetResult(7);
        Assert.Equal(7, await guarded);
    }

    [Fact]
    public async Task Without_a_limit_a_stall_is_shown_but_nothing_is_cancelled()
    {
        using var stop = new StopSource();
        var watchdog = Watchdog(null);
        var guarded = watchdog.GuardAsync("replicating", stop, _ => _work.Task);
        await _clock.RunningAsync(due => due == TimeSpan.FromMinutes(10));
        Assert.Null(watchdog.StalledSince);
        var began = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(began, watchdog.StalledSince);
        _progress.Report(ProgressKind.Call);
        Assert.Null(watchdog.StalledSince);
        _work.SetResult(1);
        Assert.Equal(1, await guarded);
    }

    [Fact]
    public async Task A_failure_of_the_phase_passes_through()
    {
        using var stop = new StopSource();
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            Watchdog(null).GuardAsync<int>("replicating", stop, _ => throw new InvalidDataException()));
    }

    [Fact]
    public void Waiting_with_a_deadline_of_its_own_is_no_stall()
    {
        using (_progress.Pause())
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(TimeSpan.Zero, _progress.Quiet);
        }

        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), _progress.Quiet);
    }

    [Fact]
    public void Nothing_is_no_progress()
    {
        _clock.Advance(TimeSpan.FromSeconds(3));
        _progress.Report(ProgressKind.Bytes, 0);
        Assert.Equal(TimeSpan.FromSeconds(3), _progress.Quiet);
    }

    [Fact]
    public void What_is_waited_for_can_be_named_oldest_first()
    {
        using var old = _progress.Begin("tank/a: receive");
        _clock.Advance(TimeSpan.FromSeconds(1));
        using (_progress.Begin("tank/b: plan")) Assert.Equal(["tank/a: receive", "tank/b: plan"], _progress.InFlight.Select(o => o.Text));
        Assert.Equal(["tank/a: receive"], _progress.InFlight.Select(o => o.Text));
    }

    private ProgressWatchdog Watchdog(TimeSpan? cancelAfter) =>
        new(_progress, new() { CancelAfter = cancelAfter }, _clock, NullLogger<ProgressWatchdog>.Instance);
}
