using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>
/// One JSON object per line with sorted keys (spec E3):
/// <code>
/// {"job":"to_nas","level":"info","msg":"start replication","span":"Uv38$lL7H$lL7H.13nO","subsystem":"job","time":"2026-02-16T10:00:05+01:00"}
/// </code>
/// </summary>
/// <remarks>A field called <c>msg</c>, <c>time</c> or <c>level</c> gives way to the entry's own, as upstream.</remarks>
/// <param name="hidden">Fields to leave out.</param>
internal sealed class JsonFormat(FrozenSet<string> hidden) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var members = new SortedDictionary<string, LogEventPropertyValue>(StringComparer.Ordinal);
        foreach (var (name, value) in logEvent.Properties)
        {
            if (!hidden.Contains(name)) members[name] = value;
        }

        members[LogFieldNames.Message] = new ScalarValue(LogLine.Message(logEvent));
        members[LogFieldNames.Time] = new ScalarValue(LogLine.TimeToTheSecond(logEvent));
        members[LogFieldNames.Level] = new ScalarValue(LogLevels.Name(logEvent.Level));

        var line = new StringBuilder();
        foreach (var (name, value) in members)
        {
            line.Append(line.Length == 0 ? '{' : ',');
            GoJson.AppendString(line, name);
            line.Append(':');
            AppendValue(line, value);
        }

        output.Write(line.Append('}'));
    }

    private static void AppendValue(StringBuilder line, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: null }: line.Append("null"); break;
            case ScalarValue { Value: bool truth }: line.Append(truth ? "true" : "false"); break;
            case ScalarValue { Value: double number } when double.IsFinite(number): line.Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case ScalarValue { Value: float number } when float.IsFinite(number): line.Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case ScalarValue { Value: int or long or uint or ulong or short or ushort or byte or sbyte or decimal }: line.Append(LogValue.Text(value)); break;
            default: GoJson.AppendString(line, LogValue.Text(value)); break; // not a number included: JSON has none
        }
    }
}
