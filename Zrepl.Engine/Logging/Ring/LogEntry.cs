using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging.Ring;

/// <summary>One log entry as the dashboard shows it.</summary>
/// <param name="Sequence">Counts the entries since the start; newer ones have larger numbers.</param>
/// <param name="At">When.</param>
/// <param name="Level">Debug, information, warning or error.</param>
/// <param name="Job">The job it belongs to, or null.</param>
/// <param name="Subsystem">Which part of the program speaks.</param>
/// <param name="Span">Ids of the tasks and spans around, or <c>NOSPAN</c>.</param>
/// <param name="Message">The message with its values.</param>
/// <param name="Fields">All other fields, <c>err</c> and <c>stack</c> last.</param>
public sealed record LogEntry(
    long Sequence, DateTimeOffset At, LogLevel Level, string? Job, string Subsystem, string Span, string Message,
    ImmutableArray<KeyValuePair<string, string>> Fields)
{
    /// <summary>Ids of everything around in the trace, spans of the tasks that started this one included; empty outside of every task.</summary>
    public string Path { get; init; } = "";

    /// <summary>The run it was written in, or null.</summary>
    public TracedRun? Run { get; init; }

    /// <summary>The text of the error, or null.</summary>
    public string? Error => Fields.FirstOrDefault(pair => pair.Key == LogFieldNames.Error).Value;
}
