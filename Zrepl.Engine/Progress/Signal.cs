namespace Zrepl.Engine.Progress;

/// <summary>
/// Wakes whoever waits, and loses no wake-up if the waiter takes <see cref="Next"/> before it looks at what it waits for. Several wake-ups
/// in a row become one.
/// </summary>
public sealed class Signal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next <see cref="Set"/>.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes all who wait.</summary>
    public void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits for a wake-up or for some time.</summary>
    /// <param name="next">What <see cref="Next"/> was when the waiter looked.</param>
    /// <param name="longest">Longest time to wait.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellation">Ends the wait with <see cref="OperationCanceledException"/>.</param>
    /// <returns>True if woken up, false if the time is over.</returns>
    public static async Task<bool> WaitAsync(Task next, TimeSpan longest, TimeProvider clock, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(next, Task.Delay(longest, clock, enough.Token));
        await enough.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return next.IsCompleted;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
