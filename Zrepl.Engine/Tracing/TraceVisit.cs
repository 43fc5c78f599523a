namespace Zrepl.Engine.Tracing;

/// <summary>A stay at a place begun elsewhere (<see cref="Tracer.Inherit"/>); disposing goes back and ends nothing.</summary>
public readonly struct TraceVisit : IDisposable
{
    private readonly FlowState? _before;

    internal TraceVisit(FlowState? before) => _before = before;

    /// <summary>Puts the flow back to where it stood.</summary>
    public void Dispose() => Tracer.Return(_before);
}
