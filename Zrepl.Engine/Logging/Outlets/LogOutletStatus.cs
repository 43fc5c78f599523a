namespace Zrepl.Engine.Logging.Outlets;

/// <summary>How an outlet does, for the dashboard.</summary>
/// <param name="Type"><c>stdout</c>, <c>syslog</c>, <c>tcp</c> or <c>file</c>.</param>
/// <param name="Target">Where it writes: a path, an address.</param>
/// <param name="Lost">Entries lost since the start.</param>
/// <param name="LastFailure">Why the last write failed; null while writing works.</param>
public sealed record LogOutletStatus(string Type, string Target, long Lost, string? LastFailure);
