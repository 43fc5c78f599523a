namespace Zrepl.Engine.Tracing;

/// <summary>What flows with execution: the place in the tree of tasks and spans, and the facts for log lines. Immutable.</summary>
internal sealed record FlowState(TraceNode Node, LogField? Fields);
