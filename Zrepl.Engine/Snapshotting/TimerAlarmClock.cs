using Zrepl.Engine.Schedules;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Rings by reading the wall clock every now and then, so that neither suspend nor a clock that is set goes unnoticed.</summary>
/// <param name="clock">The wall clock and its timers.</param>
/// <param name="recheckEvery">How late a resume may be noticed (<c>ZREPL_WALLCLOCKTIMER_MAX_DELAY</c>).</param>
public sealed class TimerAlarmClock(TimeProvider clock, TimeSpan recheckEvery) : IAlarmClock
{
    /// <inheritdoc/>
    public async Task<AlarmReason> WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation) =>
        await WallClock.DelayUntilAsync(due, clock, recheckEvery, cancellation) is null ? AlarmReason.Due : AlarmReason.ClockStepped;
}
