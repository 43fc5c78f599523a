using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing;

/// <summary>
/// The tree of live tasks and spans, and the rules T1 to T8 that keep it one. Begins and ends nodes; knows nothing of flows
/// (that is <see cref="Tracer"/>). One per process; each test has its own.
/// </summary>
/// <remarks>
/// One lock guards the structure, held for a few field writes. Sinks are told outside of it; that events of one task still arrive in
/// order follows from a task being sequential, and from its name being given back only after its end was told.
/// </remarks>
internal sealed class TraceRegistry
{
    /// <summary>Task of a span that was begun outside of every task or beside another span (T2, T3 repaired).</summary>
    public const string RepairTask = "untracked";

    private readonly Lock _gate = new();
    private readonly TaskNamer _names = new();
    private readonly HashSet<TraceNode> _liveTasks = [];
    private readonly Action<ITraceSink, Exception> _sinkFailed;
    private ImmutableArray<ITraceSink> _sinks = [];
    private long _sequence;

    public TraceRegistry(TraceSettings settings)
    {
        Settings = settings;
        _sinkFailed = Detach;
        Ground = new TraceNode(this, TraceNodeKind.Ground, "", "", null, null, default);
        foreach (var problem in settings.Problems) Problems.Add(problem, problem);
    }

    /// <summary>One whose nodes are shown as activities, too.</summary>
    public static TraceRegistry WithActivities(TraceSettings settings)
    {
        var registry = new TraceRegistry(settings);
        registry.Attach(new ActivityMirror());
        return registry;
    }

    public TraceSettings Settings { get; }

    public TraceProblems Problems { get; } = new();

    /// <summary>The place outside of every task.</summary>
    public TraceNode Ground { get; }

    public int ActiveTasks
    {
        get { lock (_gate) return _liveTasks.Count; }
    }

    /// <summary>Begins a task below the nearest task around <paramref name="from"/> that has not ended; a root task if there is none.</summary>
    public TraceNode StartTask(TraceNode from, string name, CallSite site)
    {
        if (name.Contains('#', StringComparison.Ordinal))
        {
            Violated(TraceInvariant.T1TaskName, $"the name of a task may not contain '#': {name}", site);
            name = name.Replace('#', '_');
        }

        TraceNode task;
        ImmutableArray<ITraceSink> sinks;
        lock (_gate)
        {
            var around = NearestLive(from);
            var parent = around?.Task;
            task = new TraceNode(this, TraceNodeKind.Task, NewId(), _names.Take(name), null, parent, site)
            {
                Run = around?.Run,
                StartedIn = around,
                CreationStack = CreationStack(),
            };
            if (parent is not null) parent.LiveChildTasks++;
            task.CountedBy = parent;
            task.Sequence = ++_sequence;
            _liveTasks.Add(task);
            sinks = _sinks;
        }

        if (task.ParentTask?.Text == task.Text)
            Violated(TraceInvariant.T8UniqueName, $"a task and its parent have the same name: {task.Text}", site); // only a bug in TaskNamer
        sinks.Begin(new TraceEvent(task, task.StartedAt), _sinkFailed);
        return task;
    }

    /// <summary>Begins a span below the nearest node around <paramref name="from"/>, in the same task, that has not ended.</summary>
    /// <param name="from">Where the code stands.</param>
    /// <param name="text">What a person reads.</param>
    /// <param name="run">Not null makes the span a run.</param>
    /// <param name="site">The line that begins it.</param>
    public TraceNode StartSpan(TraceNode from, string text, TracedRun? run, CallSite site)
    {
        if (TryStartSpan(from, text, run, site, out var violation) is { } begun) return begun;
        Violated(violation!); // set where nothing was begun
        return StartSpanIn(StartTask(from, RepairTask, site), text, run, site); // what runs beside a span or outside of a task is a task
    }

    /// <summary>Begins a task and a span <c>NAME TEXT</c> in it, which ends both.</summary>
    public TraceNode StartTaskAndSpan(TraceNode from, string name, string text, CallSite site, TracedRun? run = null) =>
        StartSpanIn(StartTask(from, name, site), $"{name} {text}", run, site);

    /// <summary>Begins a span where that breaks no rule; else nothing is begun and <paramref name="violation"/> says which rule it would break.</summary>
    public TraceNode? TryStartSpan(TraceNode from, string text, TracedRun? run, CallSite site, out TraceViolation? violation)
    {
        TraceNode? span = null;
        ImmutableArray<ITraceSink> sinks;
        lock (_gate)
        {
            var parent = NearestLiveInTask(from);
            violation = parent switch
            {
                null => Violation(TraceInvariant.T2SpanNeedsTask, $"must be called from within a task: {text}", site),
                { ActiveChild: { } open } => Violation(
                    TraceInvariant.T3OneChildSpan, $"create child span: span already has an active child span: {text} beside {open.Text}", site),
                _ => null,
            };
            if (violation is null) span = AddSpan(parent!, text, run, endsItsTask: false, site); // null is a violation
            sinks = _sinks;
        }

        if (span is not null) sinks.Begin(new TraceEvent(span, span.StartedAt), _sinkFailed);
        return span;
    }

    /// <summary>Ends a node; the second time nothing happens.</summary>
    public void End(TraceNode node)
    {
        List<TraceNode>? inner = null; // spans that had to be ended first
        TraceViolation? violation;
        ImmutableArray<ITraceSink> sinks;
        lock (_gate)
        {
            if (node.IsEnded || node.Kind == TraceNodeKind.Ground) return;
            violation = node.Kind == TraceNodeKind.Span ? EndSpan(node, ref inner) : EndTask(node, ref inner);
            sinks = _sinks;
        }

        if (inner is not null)
        {
            foreach (var one in inner) TellEnd(one, sinks);
        }

        TellEnd(node, sinks);
        if (node.EndsItsTask) End(node.Task);
        if (violation is not null) Violated(violation);
    }

    /// <summary>Attaches a sink, which first hears of everything that lives, parents before children.</summary>
    public void Attach(ITraceSink sink)
    {
        lock (_gate) // held while telling: nothing may end in between
        {
            foreach (var task in _liveTasks.OrderBy(t => t.Sequence))
            {
                for (var node = task; node is not null; node = node.ActiveChild) sink.OnBegin(new TraceEvent(node, node.StartedAt, IsReplay: true));
            }

            _sinks = _sinks.Add(sink);
        }
    }

    public void Detach(ITraceSink sink)
    {
        lock (_gate) _sinks = _sinks.Remove(sink);
    }

    private void Detach(ITraceSink sink, Exception failure)
    {
        Detach(sink);
        var name = sink.GetType().Name;
        Problems.Add($"sink {name}", $"{name} was detached from tracing because it failed: {failure}");
    }

    private TraceNode StartSpanIn(TraceNode task, string text, TracedRun? run, CallSite site)
    {
        TraceNode span;
        ImmutableArray<ITraceSink> sinks;
        lock (_gate)
        {
            span = AddSpan(task, text, run, endsItsTask: true, site);
            sinks = _sinks;
        }

        sinks.Begin(new TraceEvent(span, span.StartedAt), _sinkFailed);
        return span;
    }

    private TraceNode AddSpan(TraceNode parent, string text, TracedRun? run, bool endsItsTask, CallSite site)
    {
        var span = new TraceNode(this, TraceNodeKind.Span, NewId(), text, parent, null, site)
        {
            Run = run ?? parent.Run,
            IsRunRoot = run is not null,
            EndsItsTask = endsItsTask,
            CreationStack = CreationStack(),
            Sequence = ++_sequence,
        };
        parent.ActiveChild = span;
        return span;
    }

    private void TellEnd(TraceNode ended, ImmutableArray<ITraceSink> sinks)
    {
        if (!sinks.IsEmpty) sinks.End(new TraceEvent(ended, ended.EndedAt!.Value), _sinkFailed); // it has ended
        if (ended.Kind != TraceNodeKind.Task) return;
        lock (_gate) _names.Release(ended.Text); // only now: the next task of this name begins after this one's end was told
    }

    private static TraceViolation? EndSpan(TraceNode span, ref List<TraceNode>? inner)
    {
        var violation = span.ActiveChild is { } open
            ? Violation(TraceInvariant.T4ChildSpanOpen, $"end span: span still has active child spans: {span.Text} has {open.Text}{CreatedAt(open)}", span.Site)
            : null;
        EndOpenSpansBelow(span, ref inner);
        var parent = span.Parent!; // a span has one
        if (parent.ActiveChild == span) parent.ActiveChild = null;
        else violation ??= Violation(TraceInvariant.T5Bookkeeping, $"impl error: activeChildSpan should not change while {span.Text} is open", span.Site);
        span.MarkEnded();
        return violation;
    }

    private TraceViolation? EndTask(TraceNode task, ref List<TraceNode>? inner)
    {
        var violation = task.LiveChildTasks > 0 ? HandOverChildren(task) : null;
        EndOpenSpansBelow(task, ref inner); // allowed: a task may end while its own spans are open
        if (task.CountedBy is { } parent && --parent.LiveChildTasks < 0)
        {
            parent.LiveChildTasks = 0;
            violation ??= Violation(TraceInvariant.T7ChildCount, $"impl error: negative count of child tasks of {parent.Text}", task.Site);
        }

        _liveTasks.Remove(task);
        task.MarkEnded();
        return violation;
    }

    // The children go on living, below the nearest ancestor that does; ending them here would cut their spans off.
    private TraceViolation HandOverChildren(TraceNode task)
    {
        var heir = task.CountedBy;
        var children = _liveTasks.Where(t => t.CountedBy == task).OrderBy(t => t.Sequence).ToList();
        foreach (var child in children) child.CountedBy = heir;
        if (heir is not null) heir.LiveChildTasks += children.Count;
        var names = string.Concat(children.Select(c => $"\n  {c.Text}{CreatedAt(c)}"));
        return Violation(
            TraceInvariant.T6ChildTaskLive,
            $"end task: task still has active child tasks: {task.Text} has {task.LiveChildTasks}, set {TraceSettings.DebugVariable}=1 to see where they began:{names}",
            task.Site);
    }

    // From the inside out. Not recursive: spans that are never ended may pile up, and even then the process has to live.
    private static void EndOpenSpansBelow(TraceNode node, ref List<TraceNode>? ended)
    {
        if (node.ActiveChild is not { } child) return;
        ended = [];
        for (var open = child; open is not null; open = open.ActiveChild) ended.Add(open);
        ended.Reverse();
        foreach (var span in ended)
        {
            span.Parent!.ActiveChild = null; // a span has a parent
            span.MarkEnded();
        }
    }

    private static TraceNode? NearestLive(TraceNode from)
    {
        var node = from;
        while (node is { IsEnded: true }) node = node.Parent ?? node.ParentTask;
        return node is { Kind: TraceNodeKind.Ground } ? null : node;
    }

    private static TraceNode? NearestLiveInTask(TraceNode from)
    {
        var node = from;
        while (node is { IsEnded: true }) node = node.Parent;
        return node is { Kind: TraceNodeKind.Ground } ? null : node;
    }

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[Settings.IdBytes];
        Settings.Random.NextBytes(bytes);
        return Convert.ToBase64String(bytes).TrimEnd('=');
    }

    private string? CreationStack() => Settings.KeepsCreationStacks ? Environment.StackTrace : null;

    private static string CreatedAt(TraceNode node) => node.CreationStack is { } stack ? $" created\n{stack}" : "";

    private static TraceViolation Violation(TraceInvariant invariant, string message, CallSite site) => new(invariant, message, site.ToString());

    private void Violated(TraceInvariant invariant, string message, CallSite site) => Violated(Violation(invariant, message, site));

    private void Violated(TraceViolation violation)
    {
        Problems.Add(violation);
        if (Settings.ThrowsOnViolation) throw new TraceInvariantException(violation);
    }
}
