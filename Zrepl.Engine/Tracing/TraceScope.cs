using System.Diagnostics;

namespace Zrepl.Engine.Tracing;

/// <summary>A task or span that has begun; disposing ends it and puts the flow back to where it stood. Disposing again does nothing.</summary>
public readonly struct TraceScope : IDisposable
{
    private readonly TraceNode? _node;
    private readonly FlowState? _before;
    private readonly Activity? _activityBefore;

    internal TraceScope(TraceNode node, FlowState? before, Activity? activityBefore)
    {
        _node = node;
        _before = before;
        _activityBefore = activityBefore;
    }

    /// <summary>The place inside this scope, to be entered from other flows with <see cref="Tracer.Inherit"/>.</summary>
    public TracePlace Place => new(_node is null ? null : new FlowState(_node, _before?.Fields));

    /// <summary>What has begun; null for a scope that was never started.</summary>
    public TraceNode? Node => _node;

    /// <summary>Attaches a fact for the trace viewer, such as <c>zrepl.filesystem</c>.</summary>
    public void Tag(string name, string value) => _node?.Tag(name, value);

    /// <summary>Marks it as failed. The last reason counts.</summary>
    public void Fail(string reason)
    {
        if (_node is not null) _node.Error = reason;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_node is not null) Tracer.Leave(_node, _before, _activityBefore);
    }
}
