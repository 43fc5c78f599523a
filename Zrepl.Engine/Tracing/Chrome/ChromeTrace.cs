using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>A recorded trace as a tree: tasks with the spans inside them.</summary>
/// <param name="Tasks">In the order in which they began.</param>
/// <param name="Notes">Marks on the whole recording, such as <c>dropped 12</c>.</param>
/// <param name="IsCutOff">True if the text breaks off in the middle of an event.</param>
/// <param name="UnmatchedEnds">Ends without a begin: the recording started late, as those of Go zrepl's network clients do.</param>
public sealed record ChromeTrace(ImmutableArray<TracedTask> Tasks, ImmutableArray<TraceNote> Notes, bool IsCutOff, int UnmatchedEnds)
{
    /// <summary>Reads a trace file of ours or of Go zrepl, also one that was cut off when the process died.</summary>
    /// <exception cref="InvalidDataException">This is no trace: not a JSON array of events. A cut-off end is not an error.</exception>
    public static async Task<ChromeTrace> ParseAsync(Stream trace, CancellationToken cancellation)
    {
        var tree = new ChromeTraceTree();
        var isCutOff = await ChromeTraceReader.ReadAsync(trace, tree.Add, cancellation);
        return tree.Finish(isCutOff);
    }
}
