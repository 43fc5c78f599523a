namespace Zrepl.Engine.Tracing;

/// <summary>
/// Where some code stood in the tree of tasks and spans. Kept by objects that start work in other flows (a job that answers requests,
/// an enumerator), which go back there with <see cref="Tracer.Inherit"/>.
/// </summary>
public readonly record struct TracePlace
{
    internal TracePlace(TraceNode? node) => Node = node;

    internal TraceNode? Node { get; }

    /// <summary>The ids from the root task to here, or <c>NOSPAN</c>.</summary>
    public override string ToString() => Node?.IdStack ?? Tracer.NoSpan;
}
