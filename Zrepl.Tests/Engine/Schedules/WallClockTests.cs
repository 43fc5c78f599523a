using Zrepl.Engine.Schedules;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Schedules;

public sealed class WallClockTests // replication 4.8
{
    private readonly SettableClock _clock = new();

    [Fact]
    public async Task It_waits_until_the_clock_shows_the_time()
    {
        var wait = WallClock.DelayUntilAsync(_clock.GetUtcNow().AddSeconds(25), _clock, CancellationToken.None);
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(4.9));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await wait);
    }

    [Fact]
    public async Task What_is_due_is_not_waited_for() =>
        Assert.Null(await WallClock.DelayUntilAsync(_clock.GetUtcNow(), _clock, CancellationToken.None));

    [Fact]
    public async Task After_a_sleep_of_the_machine_past_the_time_it_ends_within_one_recheck()
    {
        var wait = WallClock.DelayUntilAsync(_clock.GetUtcNow().AddHours(1), _clock, CancellationToken.None);
        _clock.SetWallClockBy(TimeSpan.FromHours(3));
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(9));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await wait);
    }

    [Theory]
    [InlineData(-86_400)]
    [InlineData(600)]
    [InlineData(-6)]
    public async Task A_jump_before_the_time_is_told(int seconds)
    {
        var wait = WallClock.DelayUntilAsync(_clock.GetUtcNow().AddHours(1), _clock, CancellationToken.None);
        _clock.SetWallClockBy(TimeSpan.FromSeconds(seconds));
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(new ClockJump(TimeSpan.FromSeconds(seconds)), await wait);
    }

    [Fact]
    public async Task A_small_correction_is_no_jump()
    {
        var wait = WallClock.DelayUntilAsync(_clock.GetUtcNow().AddSeconds(20), _clock, CancellationToken.None);
        _clock.SetWallClockBy(TimeSpan.FromSeconds(-5));
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
        Assert.False(wait.IsCompleted);
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(5));
        Assert.Null(await wait);
    }

    [Fact]
    public async Task The_recheck_period_can_be_chosen()
    {
        var wait = WallClock.DelayUntilAsync(_clock.GetUtcNow().AddHours(1), _clock, TimeSpan.FromSeconds(2), CancellationToken.None);
        _clock.SetWallClockBy(TimeSpan.FromHours(1));
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(2));
        Assert.Null(await wait);
    }

    [Fact]
    public async Task It_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var wait = WallClock.DelayUntilAsync(_clock.GetUtcNow().AddHours(1), _clock, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
