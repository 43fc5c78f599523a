namespace Zrepl.Engine.Schedules;

/// <summary>The wall clock was set, or the machine slept: due times computed before must be computed anew.</summary>
/// <param name="Delta">How much further the wall clock went than the time that passed; negative if it was set back.</param>
public readonly record struct ClockJump(TimeSpan Delta);
