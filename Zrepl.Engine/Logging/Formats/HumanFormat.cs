using System.Collections.Frozen;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>
/// Lines for people (spec E3), fields that the message does not tell at the end:
/// <code>
/// 2026-02-16T10:01:12+01:00 [ERRO][to_nas][repl][Uv38$lL7H$lL7H.13nO]: receive request failed filesystem="zroot/vm" err="dataset is busy"
/// </code>
/// </summary>
/// <param name="parts">Which of time, level and colour to print.</param>
/// <param name="hidden">Fields to leave out.</param>
internal sealed class HumanFormat(LogLineParts parts, FrozenSet<string> hidden) : ITextFormatter
{
    private static readonly string[] InBrackets = [LogFieldNames.Job, LogFieldNames.Subsystem, LogFieldNames.Span];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = new StringBuilder();
        if (parts.HasFlag(LogLineParts.Time)) line.Append(LogLine.TimeToTheSecond(logEvent)).Append(' ');
        if (parts.HasFlag(LogLineParts.Level)) AppendBracket(line, LogLevels.ShortName(logEvent.Level), logEvent.Level);
        foreach (var name in InBrackets)
        {
            if (!hidden.Contains(name) && LogLine.Field(logEvent, name) is { } value) AppendBracket(line, value, logEvent.Level);
        }

        if (line.Length > 0) line.Append(": ");
        GoQuote.AppendPrintable(line, LogLine.Message(logEvent));
        foreach (var (name, value) in LogLine.Tail(logEvent, hidden, field => InBrackets.Contains(field) || LogLine.MessageTells(logEvent, field)))
        {
            line.Append(' ');
            AppendColoured(line, name, logEvent.Level);
            line.Append('=');
            GoQuote.Append(line, LogValue.Text(value));
        }

        output.Write(line);
    }

    private void AppendBracket(StringBuilder line, string text, LogEventLevel level)
    {
        line.Append('[');
        AppendColoured(line, text, level);
        line.Append(']');
    }

    private void AppendColoured(StringBuilder line, string text, LogEventLevel level)
    {
        if (!parts.HasFlag(LogLineParts.Colour))
        {
            GoQuote.AppendPrintable(line, text);
            return;
        }

        var colour = level switch
        {
            LogEventLevel.Verbose or LogEventLevel.Debug => 94, // bright blue
            LogEventLevel.Information => 92, // bright green
            LogEventLevel.Warning => 93, // bright yellow
            _ => 91, // bright red
        };
        line.Append("\e[").Append(colour).Append('m');
        GoQuote.AppendPrintable(line, text);
        line.Append("\e[0m");
    }
}
