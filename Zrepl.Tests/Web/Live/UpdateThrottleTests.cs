using Microsoft.Extensions.Time.Testing;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Live;

/// <summary>At most two updates per second per browser, and never a stale page (design D12).</summary>
public sealed class UpdateThrottleTests
{
    private readonly FakeTimeProvider _clock = new();
    private int _updates;

    [Fact]
    public void The_first_goes_through_at_once_and_a_flood_becomes_one_more()
    {
        using var throttle = Throttle();

        for (var i = 0; i < 1000; i++) throttle.Request();
        Assert.Equal(1, _updates);

        _clock.Advance(UpdateThrottle.DefaultInterval);
        Assert.Equal(2, _updates);
    }

    [Fact]
    public void A_steady_stream_gives_two_per_second()
    {
        using var throttle = Throttle();

        for (var i = 0; i < 100; i++)
        {
            throttle.Request();
            _clock.Advance(TimeSpan.FromMilliseconds(100)); // 10 s in all
        }

        Assert.InRange(_updates, 19, 21);
    }

    [Fact]
    public void After_a_rest_the_next_one_need_not_wait()
    {
        using var throttle = Throttle();
        throttle.Request();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _updates);

        throttle.Request();

        Assert.Equal(2, _updates);
    }

    [Fact]
    public async Task A_slow_update_is_not_overtaken()
    {
        var running = new TaskCompletionSource();
        using var throttle = new UpdateThrottle(() => { _updates++; return running.Task; }, _clock);

        throttle.Request();
        throttle.Request();
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, _updates);

        running.SetResult();
        await running.Task;
        _clock.Advance(UpdateThrottle.DefaultInterval);
        Assert.Equal(2, _updates);
    }

    [Fact]
    public void Nothing_after_the_end()
    {
        var throttle = Throttle();
        throttle.Request();
        throttle.Request();
        throttle.Dispose();

        _clock.Advance(TimeSpan.FromSeconds(1));
        throttle.Request();

        Assert.Equal(1, _updates);
    }

    private UpdateThrottle Throttle() => new(() => { _updates++; return Task.CompletedTask; }, _clock);
}
