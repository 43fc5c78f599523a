using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>A <c>zfs</c> or <c>zpool</c> command that runs now. The first three are what the status document shows (spec A1.13).</summary>
/// <param name="Path">The program.</param>
/// <param name="Args">The whole argument vector, program first.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Job">The job it runs for, or null.</param>
/// <param name="Span">Ids of its span, as in log lines.</param>
/// <param name="ProcessId">Id of the process, or null in the simulator.</param>
public sealed record ActiveZfsCommand(string Path, ImmutableArray<string> Args, DateTimeOffset StartedAt, string? Job, string Span, int? ProcessId)
{
    /// <summary>True if it has been running for longer than a command of its kind should: its pool may not answer (spec A1.11).</summary>
    public bool IsSlow { get; init; }

    /// <summary>Since when it has given no sign of life, once that is too long; else null. Streams are watched by their jobs.</summary>
    public DateTimeOffset? QuietSince { get; init; }

    /// <summary>When it is ended, if it still gives none; null: never.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>True if it was killed and does not end: it sleeps in the kernel, and nobody waits for it any more.</summary>
    public bool IsStuck { get; init; }
}
