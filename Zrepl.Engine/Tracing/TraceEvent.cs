namespace Zrepl.Engine.Tracing;

/// <summary>A task or span began or ended.</summary>
/// <param name="Node">Which.</param>
/// <param name="At">When.</param>
/// <param name="IsReplay">True if it was already under way when the sink was attached; <paramref name="At"/> is when it really began.</param>
public readonly record struct TraceEvent(TraceNode Node, DateTimeOffset At, bool IsReplay = false);
