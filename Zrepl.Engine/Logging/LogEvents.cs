using System.Collections.Concurrent;
using Serilog.Events;
using Serilog.Parsing;
using Zrepl.Engine.Logging.Formats;
using Zrepl.Engine.Logging.Outlets;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging;

/// <summary>Makes Serilog's events out of what log methods hand over.</summary>
internal static class LogEvents
{
    private const string TemplateKey = "{OriginalFormat}"; // where Microsoft.Extensions.Logging keeps the template
    private const int MostTemplates = 2000; // more than there are log methods; libraries may log made-up texts
    private static readonly MessageTemplateParser Parser = new();
    private static readonly ConcurrentDictionary<string, MessageTemplate> Templates = new(StringComparer.Ordinal);

    /// <summary>An event whose fields are frozen: outlets read them later on other threads.</summary>
    public static LogEvent From<TState>(
        DateTimeOffset time, LogEventLevel level, string subsystem, TState state, Exception? failure, Func<TState, Exception?, string> formatter)
    {
        string? template = null;
        var fields = new List<LogEventProperty>();
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            foreach (var (name, value) in values)
            {
                if (name == TemplateKey) template = value as string;
                else Add(fields, FieldName.Of(name), value);
            }
        }

        AddIfAbsent(fields, LogFieldNames.Subsystem, LogFields.Find(LogFieldNames.Subsystem) ?? subsystem);
        if (failure is not null)
        {
            AddIfAbsent(fields, LogFieldNames.Error, FailureText.Of(failure));
            if (FailureText.StackIfUnexpected(failure) is { } stack) AddIfAbsent(fields, LogFieldNames.Stack, stack);
        }

        return new LogEvent(time, level, failure, template is null ? Verbatim(formatter(state, failure)) : Parsed(template), fields);
    }

    /// <summary>The entry about an outlet that loses entries (spec E1).</summary>
    public static LogEvent OutletError(DateTimeOffset time, OutletTrouble trouble)
    {
        var fields = new List<LogEventProperty>();
        Add(fields, LogFieldNames.Subsystem, Subsystems.Meta);
        Add(fields, "outlet_type", trouble.OutletType);
        Add(fields, "lost", trouble.Lost);
        Add(fields, LogFieldNames.Error, trouble.Reason);
        return new LogEvent(time, LogEventLevel.Error, null, Verbatim("outlet error"), fields);
    }

    /// <summary>Stands for an entry whose text could not be made.</summary>
    public static LogEvent Unreadable(DateTimeOffset time, string subsystem, Exception mistake)
    {
        var fields = new List<LogEventProperty>();
        Add(fields, LogFieldNames.Subsystem, subsystem);
        Add(fields, LogFieldNames.Error, FailureText.Of(mistake));
        Add(fields, LogFieldNames.Stack, mistake.ToString());
        return new LogEvent(time, LogEventLevel.Error, mistake, Verbatim("the text of a log entry could not be made"), fields);
    }

    private static MessageTemplate Verbatim(string text) => new(text, [new TextToken(text)]);

    private static MessageTemplate Parsed(string text)
    {
        if (Templates.TryGetValue(text, out var known)) return known;
        var template = Parser.Parse(text);
        if (Templates.Count < MostTemplates) Templates[text] = template;
        return template;
    }

    private static void AddIfAbsent(List<LogEventProperty> fields, string name, object? value)
    {
        if (fields.TrueForAll(field => field.Name != name)) Add(fields, name, value);
    }

    private static void Add(List<LogEventProperty> fields, string name, object? value) => fields.Add(new LogEventProperty(name, LogValue.Freeze(value)));
}
