using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Zrepl.Engine.Tracing;

/// <summary>
/// Says what the program is doing: tasks (concurrent activities) and spans (nested sections inside one task). Where the code stands
/// flows with execution, so nothing has to be passed on:
/// <code>
/// using var task = Tracer.StartTask("repl-fs");
/// using (Tracer.StartSpan("plan")) await PlanAsync(cancellation);
/// </code>
/// </summary>
/// <remarks>
/// <para>What runs beside something else is a task: <see cref="StartGroup"/> for a fork and join, <see cref="StartTask"/> at the start of
/// a loop or of an iterator. Two spans side by side in one task break rule T3.</para>
/// <para>The place flows down, never up: a span begun inside an awaited method is not the caller's place. A span must not stay open
/// across <c>yield</c>, because the code after it runs in the flow of whoever asks for the next element: begin a task instead, keep
/// <see cref="TraceScope.Place"/>, and <see cref="Inherit"/> it after each <c>yield</c>.</para>
/// <para>Disposing twice, in another order or on another thread never breaks the tree; see <see cref="TraceInvariant"/> for what is
/// reported.</para>
/// </remarks>
public static class Tracer
{
    /// <summary>What stands in a log line instead of the ids when the code runs outside of every task.</summary>
    public const string NoSpan = "NOSPAN";

    private static readonly TraceRegistry Process = TraceRegistry.WithActivities(TraceSettings.FromEnvironment(Environment.GetEnvironmentVariable));
    private static readonly AsyncLocal<FlowState?> Flow = new();

    /// <summary>Where the running code stands; to be kept by objects that continue in another flow.</summary>
    public static TracePlace Here => new(Flow.Value);

    /// <summary>
    /// The innermost node that the running code stands in and that has not ended; if its whole task has ended (a left-over flow), the node
    /// it stood in. Null outside of every task.
    /// </summary>
    public static TraceNode? Current
    {
        get
        {
            var place = At;
            if (place.Kind == TraceNodeKind.Ground) return null;
            var live = place;
            while (live is { IsEnded: true }) live = live.Parent; // a scope ended in an awaited method does not move the caller's place
            return live ?? place;
        }
    }

    /// <summary>The ids from the root task to here, such as <c>R$C$C.a.b</c>; <c>NOSPAN</c> outside of every task.</summary>
    public static string CurrentStack => Current?.IdStack ?? NoSpan;

    /// <summary>Number of tasks that have begun and not ended (metric <c>zrepl_trace_active_tasks</c>).</summary>
    public static int ActiveTasks => At.Registry.ActiveTasks;

    /// <summary>How often the rules of tracing were broken (metric <c>zrepl_trace_invariant_violations</c>).</summary>
    public static long Violations => At.Registry.Problems.Violations;

    private static TraceNode At => Flow.Value?.Node ?? Process.Ground;

    internal static LogField? Fields => Flow.Value?.Fields;

    /// <summary>Begins a concurrent activity. Its parent is the task the code stands in, or that one's nearest ancestor that still lives.</summary>
    /// <param name="name">Without <c>#</c>; a number is added, so that live tasks differ. See <see cref="TraceNames"/>.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    /// <returns>Ends the task when disposed. Call it at the start of the flow that is the task.</returns>
    public static TraceScope StartTask(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Enter(At.Registry.StartTask(At, name, new CallSite(file, line)));

    /// <summary>Begins a section of the task the code stands in.</summary>
    /// <param name="text">What a person reads in the time line.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    public static TraceScope StartSpan(string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Enter(At.Registry.StartSpan(At, text, null, new CallSite(file, line)));

    /// <summary>Begins a task and in it a span <c>TASK SPAN</c>; disposing ends both.</summary>
    /// <param name="task">Name of the task, without <c>#</c>.</param>
    /// <param name="span">What follows the task's name in the text of the span.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    public static TraceScope StartTaskAndSpan(string task, string span, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Enter(At.Registry.StartTaskAndSpan(At, task, span, new CallSite(file, line)));

    /// <summary>
    /// Begins a span if the flow is free to take one, else a task with a span: for calls that anyone may make from anywhere, also side by side.
    /// </summary>
    /// <param name="task">Name of the task, without <c>#</c>.</param>
    /// <param name="span">Text of the span; in a task of its own, the task's name stands before it.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    public static TraceScope StartSpanOrTask(string task, string span, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var site = new CallSite(file, line);
        return Enter(At.Registry.TryStartSpan(At, span, null, site, out _) ?? At.Registry.StartTaskAndSpan(At, task, span, site));
    }

    /// <summary>Begins the span that is one run of a job; everything below it, tasks included, belongs to the run.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="number">Number of the run, counted per job.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    public static TraceScope StartRun(string job, long number, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var run = new TracedRun(job, number, At.Registry.Settings.Clock.GetUtcNow());
        return Enter(At.Registry.StartSpan(At, $"invocation-{number}", run, new CallSite(file, line)));
    }

    /// <summary>Begins a task, and in it the span around what one client asks of a job in one go; everything below it belongs to that, as to a run.</summary>
    /// <param name="job">Name of the passive job.</param>
    /// <param name="client">Identity of the client.</param>
    /// <param name="number">Counts what the job served.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    public static TraceScope StartServing(string job, string client, long number, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Enter(At.Registry.StartTaskAndSpan(
            At, TraceNames.Client, client, new CallSite(file, line), new TracedRun(job, number, At.Registry.Settings.Clock.GetUtcNow(), client)));

    /// <summary>Begins a span in which tasks of one name run side by side.</summary>
    /// <param name="name">Text of the span and name of each task.</param>
    /// <param name="cancellation">Handed to each member.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    public static TraceGroup StartGroup(
        string name, CancellationToken cancellation, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(StartSpan(name, file, line), name, new CallSite(file, line), cancellation);

    /// <summary>Continues at a place kept earlier, until the result is disposed: for requests answered on behalf of a job, and iterators.</summary>
    public static TraceVisit Inherit(TracePlace place)
    {
        var before = Flow.Value;
        Flow.Value = place.State;
        return new TraceVisit(before, place.State?.Node, ActivityMirror.Visit(place.State?.Node));
    }

    /// <summary>Writes the place of the running code, as ids, texts or both.</summary>
    public static string RenderStack(TraceStackKind kind) => Current is { } node ? TraceStack.Render(node, kind) : NoSpan;

    /// <summary>Attaches a sink; it first hears of every task and span that lives, as replayed begins.</summary>
    public static void Attach(ITraceSink sink) => At.Registry.Attach(sink);

    /// <summary>Detaches a sink. It may still hear of events under way.</summary>
    public static void Detach(ITraceSink sink) => At.Registry.Detach(sink);

    /// <summary>Who is told, once per place in the code, that a rule was broken or a sink failed. Hears of earlier problems at once.</summary>
    public static void ReportProblemsTo(Action<string> listener) => At.Registry.Problems.ReportTo(listener);

    /// <summary>For tests: a tracer of one's own in this flow.</summary>
    internal static TraceVisit Isolate(TraceRegistry registry) => Inherit(new TracePlace(new FlowState(registry.Ground, null)));

    /// <summary>Begins a task below a node, without entering it.</summary>
    internal static TraceNode Fork(TraceNode below, string name, CallSite site) => below.Registry.StartTask(below, name, site);

    internal static TraceScope Enter(TraceNode node)
    {
        var before = Flow.Value;
        Flow.Value = new FlowState(node, before?.Fields);
        return new TraceScope(node, before, ActivityMirror.Enter(node));
    }

    /// <summary>Ends a node. The flow goes back only if it stands in that node: another flow's place is not ours to change.</summary>
    internal static void Leave(TraceNode node, FlowState? before, Activity? activityBefore)
    {
        try { node.Registry.End(node); }
        finally
        {
            if (Flow.Value is { } now && IsInside(now.Node, node))
            {
                Flow.Value = ReferenceEquals(before?.Fields, now.Fields) ? before : new FlowState(before?.Node ?? Process.Ground, now.Fields);
                ActivityMirror.Return(node, activityBefore);
            }
        }
    }

    internal static void Return(FlowState? before, TraceNode? left, Activity? activityBefore)
    {
        Flow.Value = before;
        ActivityMirror.Return(left, activityBefore);
    }

    internal static LogFact Add(LogFact fact)
    {
        Flow.Value = new FlowState(At, new LogField(fact, Fields));
        return fact;
    }

    internal static void TakeBack(LogFact fact)
    {
        if (Flow.Value is { } now) Flow.Value = now with { Fields = LogField.Without(now.Fields, fact) };
    }

    private static bool IsInside(TraceNode? place, TraceNode node)
    {
        var outermost = node.EndsItsTask ? node.Task : node;
        for (var around = place; around is not null; around = around.Parent)
        {
            if (around == outermost) return true;
        }

        return false;
    }
}
