using Serilog.Events;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging;

/// <summary>
/// Where in the trace an entry was written. Outlets write the stack of ids, as Go zrepl does; the ring also keeps what leads from the entry
/// to its span and back.
/// </summary>
/// <param name="stack">Ids of the tasks and of the spans of the innermost one.</param>
/// <param name="path">Ids of everything around, see <see cref="TraceNode.Path"/>.</param>
/// <param name="run">The run, or null.</param>
internal sealed class SpanValue(string stack, string path, TracedRun? run) : ScalarValue(stack)
{
    /// <summary>Ids of everything around.</summary>
    public string Path => path;

    /// <summary>The run it was written in, or null.</summary>
    public TracedRun? Run => run;

    /// <summary>Where the flow stands now.</summary>
    public static SpanValue OfFlow() => Tracer.Current is { } node ? Of(node) : new(Tracer.NoSpan, "", null);

    /// <summary>A task or span.</summary>
    public static SpanValue Of(TraceNode node) => new(node.IdStack, node.Path, node.Run);
}
