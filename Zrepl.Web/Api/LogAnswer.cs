using Zrepl.Engine.Logging.Ring;
using Zrepl.Web.Live;

namespace Zrepl.Web.Api;

/// <summary>One log line in the REST API.</summary>
internal sealed record LogAnswer(
    long Sequence, DateTimeOffset Time, string Level, string? Job, string Subsystem, string Span, string Message, IReadOnlyDictionary<string, string> Fields)
{
    public static LogAnswer Of(LogEntry entry) => new(
        entry.Sequence, entry.At, LogFilter.WordOf(entry.Level), entry.Job, entry.Subsystem, entry.Span, entry.Message,
        entry.Fields.GroupBy(field => field.Key, StringComparer.Ordinal).ToDictionary(field => field.Key, field => field.First().Value, StringComparer.Ordinal));
}

/// <summary>A piece of the log.</summary>
/// <param name="Lines">The lines, the newest first.</param>
/// <param name="Next">Where the next piece begins; null if this is the last.</param>
internal sealed record LogList(IReadOnlyList<LogAnswer> Lines, long? Next);
