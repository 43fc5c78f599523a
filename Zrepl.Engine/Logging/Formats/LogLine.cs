using System.Collections.Frozen;
using Serilog.Events;
using Serilog.Parsing;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>The parts of an entry that formats put together: message and fields.</summary>
internal static class LogLine
{
    /// <summary>The time to the second: <c>2026-02-16T10:00:05+01:00</c>.</summary>
    public static string TimeToTheSecond(LogEvent entry) => GoTime.Format(entry.Timestamp.AddTicks(-(entry.Timestamp.Ticks % TimeSpan.TicksPerSecond)));

    /// <summary>The message with the values of its placeholders.</summary>
    public static string Message(LogEvent entry)
    {
        var tokens = entry.MessageTemplate.Tokens;
        return string.Concat(tokens.Select(token => token is PropertyToken named && entry.Properties.TryGetValue(FieldName.Of(named.PropertyName), out var value)
            ? LogValue.Text(value)
            : token.ToString()));
    }

    /// <summary>The text of a field, or null if the entry has none of this name.</summary>
    public static string? Field(LogEvent entry, string name) => entry.Properties.TryGetValue(name, out var value) ? LogValue.Text(value) : null;

    /// <summary>The fields in the order of the tail: alphabetical, <c>err</c> and <c>stack</c> last.</summary>
    public static IEnumerable<KeyValuePair<string, LogEventPropertyValue>> Tail(LogEvent entry, FrozenSet<string> hidden, Func<string, bool> isElsewhere) =>
        entry.Properties
            .Where(field => !hidden.Contains(field.Key) && !isElsewhere(field.Key))
            .OrderBy(field => field.Key switch { LogFieldNames.Error => 1, LogFieldNames.Stack => 2, _ => 0 })
            .ThenBy(field => field.Key, StringComparer.Ordinal);

    /// <summary>True if the message already tells the value of a field.</summary>
    public static bool MessageTells(LogEvent entry, string field) =>
        entry.MessageTemplate.Tokens.Any(token => token is PropertyToken named && FieldName.Of(named.PropertyName) == field);
}
