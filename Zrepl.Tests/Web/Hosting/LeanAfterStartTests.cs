using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>What a start leaves behind is given back.</summary>
public sealed class LeanAfterStartTests
{
    [Fact]
    public async Task Once_half_a_minute_after_the_start()
    {
        var clock = new WatchedClock();
        using var service = new LeanAfterStart(clock);
        await service.StartAsync(TestContext.Current.CancellationToken);
        var garbage = Garbage();

        await clock.PassAsync(LeanAfterStart.Rest);
        await service.ExecuteTask!.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken); // set by StartAsync

        Assert.False(garbage.IsAlive);
    }

    [Fact]
    public async Task A_daemon_that_ends_before_does_not_wait_for_it()
    {
        using var service = new LeanAfterStart(new WatchedClock());
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
        Assert.True(service.ExecuteTask!.IsCanceled); // set by StartAsync
    }

    // A method of its own: what a local variable refers to may live until the end of its method.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Garbage() => new(new byte[1024]);
}
