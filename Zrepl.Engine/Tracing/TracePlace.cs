namespace Zrepl.Engine.Tracing;

/// <summary>
/// Where some code stood: its task and span, and the facts of its log lines. Kept by objects that start work in other flows (a job that
/// answers requests, an enumerator), which go back there with <see cref="Tracer.Inherit"/>.
/// </summary>
public readonly record struct TracePlace
{
    internal TracePlace(FlowState? state) => State = state;

    internal FlowState? State { get; }

    /// <summary>The ids from the root task to here, or <c>NOSPAN</c>.</summary>
    public override string ToString() => State?.Node.IdStack ?? Tracer.NoSpan;
}
