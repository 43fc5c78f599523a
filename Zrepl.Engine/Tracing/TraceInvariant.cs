namespace Zrepl.Engine.Tracing;

/// <summary>The rules of tasks and spans (spec F1).</summary>
public enum TraceInvariant
{
    /// <summary>The name of a task contains no <c>#</c>.</summary>
    T1TaskName = 1,

    /// <summary>A span is begun inside a task.</summary>
    T2SpanNeedsTask,

    /// <summary>A span has one open child span at a time; what runs beside it is a task.</summary>
    T3OneChildSpan,

    /// <summary>Spans end from the inside out.</summary>
    T4ChildSpanOpen,

    /// <summary>The parent of an open span knows it as its open child.</summary>
    T5Bookkeeping,

    /// <summary>A task ends after the tasks it started.</summary>
    T6ChildTaskLive,

    /// <summary>No task has fewer than zero child tasks.</summary>
    T7ChildCount,

    /// <summary>A task and its parent differ in name.</summary>
    T8UniqueName,

    /// <summary>The environment asks for something possible.</summary>
    T9Environment,
}
