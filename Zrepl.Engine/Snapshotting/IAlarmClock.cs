namespace Zrepl.Engine.Snapshotting;

/// <summary>Why an <see cref="IAlarmClock"/> rang.</summary>
public enum AlarmReason
{
    /// <summary>The wall clock shows the time or a later one.</summary>
    Due,

    /// <summary>The wall clock was set by more than a few seconds, in either direction; what is due has to be worked out again.</summary>
    ClockStepped,
}

/// <summary>
/// Rings the bell at a point in time by the wall clock, also across suspend and after the clock was set. It decides nothing: what to do,
/// and when next, is the caller's. Each snapshotter has one of its own.
/// </summary>
public interface IAlarmClock
{
    /// <summary>Waits.</summary>
    /// <param name="due">When to ring; in the past: at once. Never rings earlier, except to say that the clock was set.</param>
    /// <param name="cancellation">Ends the wait promptly with <see cref="OperationCanceledException"/>.</param>
    Task<AlarmReason> WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation);
}
