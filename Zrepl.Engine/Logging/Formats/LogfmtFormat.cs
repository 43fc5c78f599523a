using System.Collections.Frozen;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>
/// <c>key=value</c> lines (spec E3). Job, subsystem and span stand before the message only as long as each is present in this order:
/// <code>
/// time=2026-02-16T10:00:05.1042331+01:00 level=info job=to_nas subsystem=job span=Uv38$lL7H$lL7H.13nO msg="start replication" attempt_number=0
/// </code>
/// </summary>
/// <param name="parts">Whether to print time and level.</param>
/// <param name="hidden">Fields to leave out.</param>
internal sealed class LogfmtFormat(LogLineParts parts, FrozenSet<string> hidden) : ITextFormatter
{
    private static readonly string[] First = [LogFieldNames.Job, LogFieldNames.Subsystem, LogFieldNames.Span];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = new StringBuilder();
        if (parts.HasFlag(LogLineParts.Time)) Append(line, LogFieldNames.Time, GoTime.Format(logEvent.Timestamp));
        if (parts.HasFlag(LogLineParts.Level)) Append(line, LogFieldNames.Level, LogLevels.Name(logEvent.Level));
        var leading = First.TakeWhile(name => !hidden.Contains(name) && logEvent.Properties.ContainsKey(name)).ToArray();
        foreach (var name in leading) Append(line, name, LogLine.Field(logEvent, name)!); // present, or it would not be leading
        Append(line, LogFieldNames.Message, LogLine.Message(logEvent));
        foreach (var (name, value) in LogLine.Tail(logEvent, hidden, leading.Contains)) Append(line, name, LogValue.Text(value));
        output.Write(line);
    }

    private static void Append(StringBuilder line, string name, string value)
    {
        if (line.Length > 0) line.Append(' ');
        line.Append(name).Append('=');
        if (value == "null" || value.EnumerateRunes().Any(NeedsQuotes)) GoJson.AppendString(line, value, forHtml: false);
        else line.Append(value);
    }

    // As go-logfmt: blanks and control characters, the two marks of the syntax, and what is no character.
    private static bool NeedsQuotes(Rune rune) => rune.Value is <= ' ' or '=' or '"' or 0xfffd;
}
