using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Logs;

/// <summary>One log line as it is shown.</summary>
/// <param name="Entry">The line.</param>
/// <param name="Kind">How bad.</param>
/// <param name="Word">Its level.</param>
/// <param name="Time">Local time, to the millisecond.</param>
/// <param name="FullTime">For the pointer.</param>
/// <param name="Message">The message; what cannot be seen is made visible.</param>
/// <param name="Facts">The other fields in short, without error and stack.</param>
/// <param name="Error">The error in short, or null.</param>
/// <param name="Spans">The tasks and spans around: what each is called in the line, and what finds everything in it.</param>
internal sealed record LogLineView(
    LogEntry Entry, StateKind Kind, string Word, string Time, string FullTime, string Message, string Facts, string? Error,
    ImmutableArray<(string Id, string Trace)> Spans)
{
    /// <summary>Its span in the trace of its run; outside of a run, the traces of its job at that time.</summary>
    public string? TraceHref => Entry switch
    {
        { Run: { } run } => TraceAddress.Of(RunTraceName.Of(run), Entry.Path),
        { Job: { } job } => TraceAddress.Of(job, Entry.At),
        _ => null,
    };

    private const int LongestMessage = 2000, LongestFacts = 240, LongestError = 500;

    /// <summary>Puts it in words.</summary>
    /// <param name="entry">The line.</param>
    /// <param name="local">Its time in the time zone to show times in.</param>
    public static LogLineView From(LogEntry entry, DateTimeOffset local)
    {
        var kind = entry.Level switch { LogLevel.Error => StateKind.Failed, LogLevel.Warning => StateKind.Late, _ => StateKind.Idle };
        return new(
            entry, kind, LogFilter.WordOf(entry.Level), local.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), MomentText.Full(local),
            Short(entry.Message, LongestMessage), FactsOf(entry), entry.Error is { } error ? Short(error, LongestError) : null, SpansOf(entry.Path.Length > 0 ? entry.Path : entry.Span));
    }

    // What the message says already is not told twice.
    private static string FactsOf(LogEntry entry) => Short(
        string.Join("  ", entry.Fields
            .Where(field => field.Key is not (LogFieldNames.Error or LogFieldNames.Stack) && field.Value.Length > 0 && !entry.Message.Contains(field.Value, StringComparison.Ordinal))
            .Select(field => $"{field.Key}={field.Value}")),
        LongestFacts);

    // The whole of it is in the details.
    private static string Short(string text, int longest) => VisibleText.Of(text.Length <= longest ? text : text[..longest] + "…");

    private static ImmutableArray<(string Id, string Trace)> SpansOf(string stack)
    {
        if (stack == Tracer.NoSpan) return [];
        var spans = ImmutableArray.CreateBuilder<(string, string)>();
        var begin = 0;
        for (var at = 0; at <= stack.Length; at++)
        {
            if (at < stack.Length && stack[at] is not ('$' or '.')) continue;
            spans.Add((stack[begin..at], stack[..at]));
            begin = at; // the separator stays with what follows
        }

        return spans.ToImmutable();
    }
}
