using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>A command that has ended, for metrics.</summary>
/// <param name="Command">What ran.</param>
/// <param name="Job">The job it ran for, or null.</param>
/// <param name="Elapsed">From its start to its end.</param>
/// <param name="Exit">How it ended.</param>
public sealed record FinishedZfsCommand(ZfsCommand Command, string? Job, TimeSpan Elapsed, CommandExit Exit);
