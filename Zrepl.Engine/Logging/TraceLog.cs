using Serilog.Events;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging;

/// <summary>Logs the begin and end of each span, subsystem <c>trace.data</c>, level debug, in the words of Go zrepl.</summary>
internal sealed class TraceLog(LogPipeline pipeline) : ITraceSink
{
    public void OnBegin(in TraceEvent begun)
    {
        if (begun is { IsReplay: false, Node.Kind: TraceNodeKind.Span } && IsWanted) Write("begin span", begun.Node, []);
    }

    public void OnEnd(in TraceEvent ended)
    {
        var node = ended.Node;
        if (node.Kind != TraceNodeKind.Span || !IsWanted) return;
        Write($"finished span {TraceStack.Render(node, TraceStackKind.Texts)}", node, [new("duration_s", node.Duration?.TotalSeconds)]);
    }

    // The rendering is worth avoiding; an entry nobody sees is counted all the same.
    private bool IsWanted
    {
        get
        {
            var isWanted = pipeline.Wants(Subsystems.TraceData, LogEventLevel.Debug);
            if (!isWanted) pipeline.Counts.Add(JobScope.Current, LogEventLevel.Debug);
            return isWanted;
        }
    }

    // The node is not (any more) where the flow stands, so its place is said here.
    private void Write(string message, TraceNode node, KeyValuePair<string, object?>[] fields) => pipeline.Write(
        Subsystems.TraceData, LogLevel.Debug, fields.Append(new(LogFieldNames.Span, SpanValue.Of(node))).ToArray(), null, (_, _) => message);
}
