namespace Zrepl.Engine.Tracing;

/// <summary>The end of a loop that writes somewhere slow: it may finish what waits, but not hold up the end of the daemon.</summary>
internal static class LastCall
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Waits for a loop that was told to end; after two seconds gives up waiting and cancels it.</summary>
    /// <param name="loop">Ends by itself once its queue is empty. Its failure is its own: nothing is thrown.</param>
    /// <param name="giveUp">Cancels what the loop waits for.</param>
    /// <param name="clock">Measures the two seconds.</param>
    /// <returns>False if the loop still runs: it hangs in the kernel or is just being cancelled.</returns>
    public static async Task<bool> WaitForAsync(Task loop, CancellationTokenSource giveUp, TimeProvider clock)
    {
        var late = new TaskCompletionSource();
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var onLate = deadline.Token.Register(() =>
        {
            giveUp.Cancel();
            late.SetResult();
        });
        return await Task.WhenAny(loop, late.Task) == loop;
    }

    /// <summary>Runs something when a loop has ended that nobody waits for any more.</summary>
    public static void AfterEnd(Task loop, Func<ValueTask> then) => _ = loop.ContinueWith(async _ => await then(), TaskScheduler.Default);
}
