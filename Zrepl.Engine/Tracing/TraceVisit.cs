using System.Diagnostics;

namespace Zrepl.Engine.Tracing;

/// <summary>A stay at a place begun elsewhere (<see cref="Tracer.Inherit"/>); disposing goes back and ends nothing.</summary>
public readonly struct TraceVisit : IDisposable
{
    private readonly FlowState? _before;
    private readonly TraceNode? _visited;
    private readonly Activity? _activityBefore;

    internal TraceVisit(FlowState? before, TraceNode? visited, Activity? activityBefore)
    {
        _before = before;
        _visited = visited;
        _activityBefore = activityBefore;
    }

    /// <summary>Puts the flow back to where it stood.</summary>
    public void Dispose() => Tracer.Return(_before, _visited, _activityBefore);
}
