using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>One span of a recorded trace.</summary>
/// <param name="Text">What it was, such as <c>zfs list -H …</c>.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null if the recording ended before.</param>
/// <param name="Children">The spans directly inside it in the order of time.</param>
/// <param name="Details">What the recording says besides: <c>id</c>, <c>stack</c>, facts, <c>error</c>.</param>
public sealed record TracedSpan(
    string Text, DateTimeOffset StartedAt, DateTimeOffset? EndedAt,
    ImmutableArray<TracedSpan> Children, ImmutableDictionary<string, string> Details);
