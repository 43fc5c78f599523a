using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing;

/// <summary>Tells a list of sinks about an event; the one place that shields the traced code from them.</summary>
internal static class TraceSinks
{
    /// <summary>Calls every sink; one that throws is handed to <paramref name="failed"/> and the others are still called.</summary>
    public static void Begin(this ImmutableArray<ITraceSink> sinks, in TraceEvent begun, Action<ITraceSink, Exception> failed)
    {
        foreach (var sink in sinks)
        {
            try { sink.OnBegin(begun); }
            catch (Exception failure) { failed(sink, failure); } // whatever it is, it is not the backup's business
        }
    }

    /// <inheritdoc cref="Begin"/>
    public static void End(this ImmutableArray<ITraceSink> sinks, in TraceEvent ended, Action<ITraceSink, Exception> failed)
    {
        foreach (var sink in sinks)
        {
            try { sink.OnEnd(ended); }
            catch (Exception failure) { failed(sink, failure); }
        }
    }
}
