using System.Diagnostics;
using System.Globalization;

namespace Zrepl.Engine.Tracing;

/// <summary>
/// Shows tasks and spans as activities of the source <c>Zrepl</c>, for OpenTelemetry and its kin. Without a listener it does nothing.
/// </summary>
/// <remarks>
/// A run is a trace of its own with a link to the job, because the job never ends; so is a request of a peer, unless the peer sent its
/// context along. The tag <c>zrepl.id</c> is the last id in the <c>span</c> of log lines.
/// </remarks>
internal sealed class ActivityMirror : ITraceSink
{
    public const string SourceName = "Zrepl";
    private static readonly ActivitySource Source = new(SourceName);

    public void OnBegin(in TraceEvent begun)
    {
        if (!Source.HasListeners() || begun.IsReplay) return;
        var before = Activity.Current;
        begun.Node.Activity = Begin(begun.Node, before);
        Activity.Current = before; // the flow moves when it enters the node, which may be another flow
    }

    public void OnEnd(in TraceEvent ended)
    {
        var node = ended.Node;
        if (node.Activity is not { } activity) return;
        foreach (var (name, value) in node.Tags) activity.SetTag(name, value);
        if (node.Error is { } error) activity.SetStatus(ActivityStatusCode.Error, error);
        var before = Activity.Current;
        activity.Stop(); // moves this flow to where the activity was begun, which may be another flow's place
        if (before is { IsStopped: false }) Activity.Current = before;
    }

    /// <summary>Moves the flow's activity to that of a node, if it has one; returns where it was.</summary>
    public static Activity? Enter(TraceNode? node)
    {
        var before = Activity.Current;
        if (node?.Activity is { IsStopped: false } activity) Activity.Current = activity;
        return before;
    }

    /// <summary>The same for a stay elsewhere, but the activity of a web request stays: it may have brought the context of a peer.</summary>
    public static Activity? Visit(TraceNode? node) => Activity.Current is { } here && here.Source.Name != SourceName ? here : Enter(node);

    /// <summary>Moves it back.</summary>
    public static void Return(TraceNode? left, Activity? before)
    {
        if (left?.Activity is { } activity && (Activity.Current == activity || activity.IsStopped) && before is null or { IsStopped: false }) Activity.Current = before;
    }

    private static Activity? Begin(TraceNode node, Activity? here)
    {
        var isPeerRequest = node.Kind == TraceNodeKind.Task && node.Text.StartsWith(TraceNames.Handler + '#', StringComparison.Ordinal);
        var isOwnTrace = node.IsRunRoot || (isPeerRequest && here?.Source.Name is null or SourceName);
        var parent = node.Parent?.Activity ?? here;
        Activity.Current = isOwnTrace ? null : parent;
        var links = isOwnTrace && (parent ?? node.ParentTask?.Activity) is { } job ? new[] { new ActivityLink(job.Context) } : null;
        var activity = Source.StartActivity(ActivityKind.Internal, links: links, name: node.Text);
        activity?.SetTag("zrepl.id", node.Id).SetTag("zrepl.task", node.Task.Text);
        if (JobScope.Current is { } name) activity?.SetTag("zrepl.job", name);
        if (node is { IsRunRoot: true, Run: { } run })
            activity?.SetTag(run.Client is null ? "zrepl.invocation" : "zrepl.client", run.Client ?? run.Number.ToString(CultureInfo.InvariantCulture));
        return activity;
    }
}
