using Zrepl.Engine.Snapshotting;

namespace Zrepl.Engine.Jobs;

/// <summary>Alarm clocks that read the wall clock every now and then.</summary>
/// <param name="clock">The wall clock and its timers.</param>
/// <param name="recheckEvery">How late a resume may be noticed.</param>
public sealed class TimerAlarmClocks(TimeProvider clock, TimeSpan recheckEvery) : IAlarmClocks
{
    /// <inheritdoc/>
    public IAlarmClock Create(string job, string activity) => new TimerAlarmClock(clock, recheckEvery);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
