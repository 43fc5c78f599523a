using Zrepl.Engine.Snapshotting;

namespace Zrepl.Engine.Jobs;

/// <summary>Gives each waiting activity of an engine an alarm clock of its own (design D8: bells only ring, the engine decides).</summary>
public interface IAlarmClocks : IAsyncDisposable
{
    /// <summary>A clock for one activity.</summary>
    /// <param name="job">The job.</param>
    /// <param name="activity"><c>snapshot</c> or <c>invoke</c>.</param>
    IAlarmClock Create(string job, string activity);
}

/// <summary>Makes the alarm clocks of an engine.</summary>
public interface IAlarmClocksFactory
{
    /// <summary>Alarm clocks that ring by a wall clock.</summary>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="clock">The wall clock and its timers.</param>
    /// <param name="recheckEvery">How late a resume may be noticed (<c>ZREPL_WALLCLOCKTIMER_MAX_DELAY</c>).</param>
    IAlarmClocks Create(string engine, TimeProvider clock, TimeSpan recheckEvery);
}
