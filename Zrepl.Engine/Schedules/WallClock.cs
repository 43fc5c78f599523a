namespace Zrepl.Engine.Schedules;

/// <summary>
/// Waiting for a time of day. The machine's timers may stand still while it sleeps and know nothing of a clock that is set, so the wall
/// clock is read again and again. Source: spec replication 4.8.
/// </summary>
public static class WallClock
{
    /// <summary>How often the clock is read; default of <c>ZREPL_WALLCLOCKTIMER_MAX_DELAY</c>.</summary>
    public static TimeSpan DefaultRecheck { get; } = TimeSpan.FromSeconds(10);

    // Slower corrections, as NTP makes them, are not worth computing anything anew.
    private static readonly TimeSpan JumpThreshold = TimeSpan.FromSeconds(5);

    /// <summary>Waits with <see cref="DefaultRecheck"/>.</summary>
    public static Task<ClockJump?> DelayUntilAsync(DateTimeOffset due, TimeProvider clock, CancellationToken cancellation) =>
        DelayUntilAsync(due, clock, DefaultRecheck, cancellation);

    /// <summary>Waits until the wall clock shows <paramref name="due"/>.</summary>
    /// <param name="due">At once if it has passed.</param>
    /// <param name="clock">Both the wall clock and the timers.</param>
    /// <param name="recheckEvery">How late the end of a sleep of the machine may be noticed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null once it is due. A jump of more than 5 s if the clock made one and it is not due: compute the due time anew and wait
    /// again.</returns>
    public static async Task<ClockJump?> DelayUntilAsync(
        DateTimeOffset due, TimeProvider clock, TimeSpan recheckEvery, CancellationToken cancellation)
    {
        for (var now = clock.GetUtcNow(); now < due; now = clock.GetUtcNow())
        {
            var started = clock.GetTimestamp();
            var wait = due - now < recheckEvery ? due - now : recheckEvery;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, cancellation);
            var reached = clock.GetUtcNow();
            var jump = reached - now - clock.GetElapsedTime(started);
            if (reached < due && jump.Duration() > JumpThreshold) return new ClockJump(jump);
        }

        return null;
    }
}
