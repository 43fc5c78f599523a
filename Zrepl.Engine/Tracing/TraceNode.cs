using System.Collections.Immutable;
using System.Diagnostics;

namespace Zrepl.Engine.Tracing;

/// <summary>A task or a span: one thing the program does, from a moment to a moment.</summary>
/// <remarks>
/// A task is an activity that runs concurrently with others, a span a nested section inside one task. The spans of a task form a
/// stack, tasks form a tree. Everything readable here is safe to read from any thread; the structure is changed only by
/// <see cref="TraceRegistry"/>, under its lock.
/// </remarks>
public sealed class TraceNode
{
    private readonly long _startStamp;
    private ImmutableArray<KeyValuePair<string, string>> _tags = [];
    private string? _idStack;
    private string? _path;
    private long _durationTicks = -1; // while it lasts

    internal TraceNode(TraceRegistry registry, TraceNodeKind kind, string id, string text, TraceNode? parent, TraceNode? parentTask, CallSite site)
    {
        Registry = registry;
        Kind = kind;
        Id = id;
        Text = text;
        Parent = parent;
        Task = kind == TraceNodeKind.Span ? parent!.Task : this; // a span is only ever made below a node
        ParentTask = kind == TraceNodeKind.Span ? Task.ParentTask : parentTask;
        Site = site;
        StartedAt = registry.Settings.Clock.GetUtcNow();
        _startStamp = registry.Settings.Clock.GetTimestamp();
    }

    /// <summary>Task or span.</summary>
    public TraceNodeKind Kind { get; }

    /// <summary>Random id for log lines, such as <c>lL7H</c>. Not unique by design: it finds, it does not identify.</summary>
    public string Id { get; }

    /// <summary>What a person reads: the unique name of a task (<c>zfscmd#0</c>) or the text of a span.</summary>
    public string Text { get; }

    /// <summary>The task this node belongs to; a task belongs to itself.</summary>
    public TraceNode Task { get; }

    /// <summary>The span or task directly around a span; null for a task.</summary>
    public TraceNode? Parent { get; }

    /// <summary>The task that started this node's task, as far as it still ran then; null for a root task.</summary>
    public TraceNode? ParentTask { get; }

    /// <summary>Of a task: the task or span that the code stood in when it began the task; null for a root task.</summary>
    public TraceNode? StartedIn { get; internal init; }

    /// <summary>The run (invocation of a job) this node is part of, or null.</summary>
    public TracedRun? Run { get; internal init; }

    /// <summary>True for the span that is the whole run.</summary>
    public bool IsRunRoot { get; internal init; }

    /// <summary>True for a span that was begun together with its task and ends it.</summary>
    internal bool EndsItsTask { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How long it took, by the monotonic clock; null while it lasts.</summary>
    public TimeSpan? Duration => Volatile.Read(ref _durationTicks) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>When it ended; null while it lasts.</summary>
    public DateTimeOffset? EndedAt => StartedAt + Duration;

    /// <summary>True once it has ended.</summary>
    public bool IsEnded => Volatile.Read(ref _durationTicks) >= 0;

    /// <summary>Why it failed, or null.</summary>
    public string? Error { get; internal set; }

    /// <summary>Facts attached to it, such as <c>zrepl.filesystem</c>; later ones of the same name replace earlier ones.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Tags => _tags;

    /// <summary>The ids from the root task to this node, as in log lines: <c>R$C$C.a.b</c>.</summary>
    public string IdStack => _idStack ??= TraceStack.Render(this, TraceStackKind.Ids);

    /// <summary>
    /// The ids of everything around, spans of the tasks that started this one included: <c>R.a.C.b</c>. Whatever was written inside a span,
    /// in whichever task, has a path that begins with that of the span; <see cref="IdStack"/> does not have that property.
    /// </summary>
    public string Path => _path ??= TraceStack.RenderPath(this);

    internal TraceRegistry Registry { get; }

    /// <summary>Where in the code it was begun.</summary>
    internal CallSite Site { get; }

    /// <summary>Order of beginning within the registry.</summary>
    internal long Sequence { get; set; }

    /// <summary>The span that is open directly below this node.</summary>
    internal TraceNode? ActiveChild { get; set; }

    /// <summary>Of a task: who counts it as a live child. Differs from <see cref="ParentTask"/> only after that one ended too early.</summary>
    internal TraceNode? CountedBy { get; set; }

    /// <summary>Of a task: how many child tasks have not ended.</summary>
    internal int LiveChildTasks { get; set; }

    /// <summary>The mirrored activity, when somebody listens.</summary>
    internal Activity? Activity { get; set; }

    /// <summary>The stack trace of its creation, only with ZREPL_TRACE_DEBUG_ENABLED.</summary>
    internal string? CreationStack { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Id} \"{Text}\"";

    internal void MarkEnded() => Volatile.Write(ref _durationTicks, Math.Max(0, Registry.Settings.Clock.GetElapsedTime(_startStamp).Ticks));

    internal void Tag(string name, string value) =>
        ImmutableInterlocked.Update(ref _tags, static (tags, added) => [.. tags.Where(t => t.Key != added.Key), added], KeyValuePair.Create(name, value));
}
