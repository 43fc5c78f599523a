using System.Collections.Concurrent;
using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>Keeps every event in the order it came.</summary>
internal sealed class RecordingSink : ITraceSink
{
    private readonly ConcurrentQueue<(char Phase, TraceEvent Event)> _events = [];

    public IReadOnlyList<(char Phase, TraceEvent Event)> Events => [.. _events];

    /// <summary><c>B text</c> and <c>E text</c>, a replayed begin as <c>b text</c>.</summary>
    public IEnumerable<string> Lines => _events.Select(e => $"{(e.Event.IsReplay ? char.ToLowerInvariant(e.Phase) : e.Phase)} {e.Event.Node.Text}");

    public void OnBegin(in TraceEvent begun) => _events.Enqueue(('B', begun));

    public void OnEnd(in TraceEvent ended) => _events.Enqueue(('E', ended));
}
