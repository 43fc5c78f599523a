using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>One task of a recorded trace: a lane of the time line, from its begin to its end.</summary>
/// <param name="Name">Unique among the tasks that lived at the same time, such as <c>zfscmd#0</c>.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null if the recording ended before.</param>
/// <param name="Parent">Index of the task that started it in <see cref="ChromeTrace.Tasks"/>; null for a root.</param>
/// <param name="Spans">The outermost spans in the order of time.</param>
/// <param name="Details">What the recording says besides: <c>id</c>, <c>stack</c>, facts, <c>error</c>.</param>
public sealed record TracedTask(
    string Name, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int? Parent,
    ImmutableArray<TracedSpan> Spans, ImmutableDictionary<string, string> Details);
