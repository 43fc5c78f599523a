using Serilog.Core;
using Serilog.Events;
using Zrepl.Engine.Logging.Formats;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging;

/// <summary>
/// Adds what the flow knows: the ids of tasks and spans, the job, injected facts. What the entry says itself counts more; its fields get the
/// spelling of the log if they came through Serilog directly.
/// </summary>
internal sealed class FlowEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var (name, value) in logEvent.Properties.Where(property => FieldName.Of(property.Key) != property.Key).ToList())
        {
            logEvent.RemovePropertyIfPresent(name);
            logEvent.AddPropertyIfAbsent(new LogEventProperty(FieldName.Of(name), new ScalarValue(LogValue.Text(value))));
        }

        for (var field = Tracer.Fields; field is not null; field = field.Outer) // the innermost first, so that it wins
            logEvent.AddPropertyIfAbsent(new LogEventProperty(field.Fact.Name, new ScalarValue(field.Fact.Value)));
        logEvent.AddPropertyIfAbsent(new LogEventProperty(LogFieldNames.Span, SpanValue.OfFlow()));
    }
}
