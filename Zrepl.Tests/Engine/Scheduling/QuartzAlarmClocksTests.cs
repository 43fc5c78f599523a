using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Scheduling;

/// <summary>Bells rung by Quartz in memory. Spec 6.</summary>
public sealed class QuartzAlarmClocksTests : IAsyncLifetime
{
    private readonly SettableClock _clock = new();
    private QuartzAlarmClocks _bells = null!; // made before each test

    public ValueTask InitializeAsync()
    {
        _bells = new("test", _clock, TimeSpan.FromSeconds(10));
        return default;
    }

    public ValueTask DisposeAsync() => _bells.DisposeAsync();

    [Fact]
    public async Task A_time_that_has_passed_rings_at_once() =>
        Assert.Equal(AlarmReason.Due, await _bells.Create("j", "invoke").WaitUntilAsync(_clock.GetUtcNow(), CancellationToken.None));

    [Fact]
    public async Task It_rings_when_the_time_has_come_and_not_before()
    {
        var due = _clock.GetUtcNow().AddMinutes(1);
        var waiting = _bells.Create("j", "invoke").WaitUntilAsync(due, CancellationToken.None);
        await PassUntilAsync(waiting);
        Assert.Equal(AlarmReason.Due, await waiting);
        Assert.True(_clock.GetUtcNow() >= due);
    }

    [Fact]
    public async Task Many_bells_ring_each_at_its_time()
    {
        var start = _clock.GetUtcNow();
        var waits = Enumerable.Range(1, 30).Select(minute => RecordAsync(start.AddSeconds(20 * minute))).ToList();
        await PassUntilAsync(Task.WhenAll(waits));
        foreach (var wait in waits)
        {
            var (due, rung) = await wait;
            Assert.True(rung >= due);
        }

        async Task<(DateTimeOffset Due, DateTimeOffset Rung)> RecordAsync(DateTimeOffset due)
        {
            await _bells.Create("j", "snapshot").WaitUntilAsync(due, CancellationToken.None);
            return (due, _clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task A_clock_that_is_set_back_is_told() // spec 6.5
    {
        var waiting = _bells.Create("j", "invoke").WaitUntilAsync(_clock.GetUtcNow().AddHours(1), CancellationToken.None);
        await _clock.PassOnceAwaitedAsync(TimeSpan.Zero);
        _clock.SetWallClockBy(TimeSpan.FromDays(-30));
        await PassUntilAsync(waiting);
        Assert.Equal(AlarmReason.ClockStepped, await waiting);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_promptly()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _bells.Create("j", "invoke").WaitUntilAsync(_clock.GetUtcNow().AddHours(1), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline.OfATest));
    }

    // Time passes as soon as somebody has begun to wait for it: Quartz's own thread is one of those.
    private async Task PassUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            var awaited = _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
            await Task.WhenAny(done, awaited);
        }
    }
}
