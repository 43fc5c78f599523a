namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>An event on its way to a writer.</summary>
internal readonly record struct QueuedTraceEvent(bool IsBegin, TraceEvent Event);
