using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>
/// Puts events together to tasks and spans. A begin in a lane where nothing is open is a task, the next ones are spans inside it; an
/// arrow (<c>s</c> in the parent's lane, <c>f</c> in the child's, same id) says which task started which.
/// </summary>
internal sealed class ChromeTraceTree
{
    private const int DeepestNesting = 500; // ours have about ten; the result is walked recursively
    private readonly List<OpenTask> _tasks = [];
    private readonly Dictionary<string, Stack<OpenSpan>> _openByLane = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenTask?> _parentByFlow = new(StringComparer.Ordinal);
    private readonly ImmutableArray<TraceNote>.Builder _notes = ImmutableArray.CreateBuilder<TraceNote>();
    private int _unmatchedEnds;

    public void Add(ChromeEvent found)
    {
        switch (found.Phase)
        {
            case "B": Begin(found); break;
            case "E": End(found); break;
            case "s": _parentByFlow[found.Flow] = TaskIn(found.Lane); break;
            case "f": Arrow(found); break;
            case "i": _notes.Add(new TraceNote(found.At, found.Name)); break;
        }
    }

    public ChromeTrace Finish(bool isCutOff)
    {
        foreach (var (index, task) in _tasks.Index()) task.Index = index;
        return new([.. _tasks.Select(t => t.Finished())], _notes.ToImmutable(), isCutOff, _unmatchedEnds);
    }

    private void Begin(ChromeEvent found)
    {
        if (!_openByLane.TryGetValue(found.Lane, out var open)) _openByLane[found.Lane] = open = new Stack<OpenSpan>();
        if (open.Count >= DeepestNesting) throw new InvalidDataException($"This is not a trace: more than {DeepestNesting} spans inside each other.");
        if (open.Count == 0)
        {
            var isTask = found.Name == found.Lane;
            open.Push(NewTask(isTask ? found : found with { Name = found.Lane })); // a recording that began late lacks the begin of the task
            if (isTask) return;
        }

        var span = new OpenSpan(found.Name, found.At, found.Details);
        open.Peek().Children.Add(span);
        open.Push(span);
    }

    private void End(ChromeEvent found)
    {
        if (!_openByLane.TryGetValue(found.Lane, out var open) || !open.Any(node => node.Text == found.Name))
        {
            _unmatchedEnds++;
            return;
        }

        OpenSpan node;
        do
        {
            node = open.Pop(); // more than one only if ends are missing
            node.EndedAt = found.At;
        }
        while (node.Text != found.Name);

        node.Details = node.Details.SetItems(found.Details);
        if (open.Count == 0) _openByLane.Remove(found.Lane);
    }

    private void Arrow(ChromeEvent found)
    {
        if (_parentByFlow.Remove(found.Flow, out var parent) && TaskIn(found.Lane) is { } child) child.Parent = parent;
    }

    private OpenTask NewTask(ChromeEvent found)
    {
        var task = new OpenTask(found.Name, found.At, found.Details);
        _tasks.Add(task);
        return task;
    }

    private OpenTask? TaskIn(string lane) => _openByLane.TryGetValue(lane, out var open) && open.Count > 0 ? (OpenTask)open.Last() : null; // the outermost is a task

    private class OpenSpan(string text, DateTimeOffset startedAt, ImmutableDictionary<string, string> details)
    {
        public string Text { get; } = text;
        public DateTimeOffset StartedAt { get; } = startedAt;
        public DateTimeOffset? EndedAt { get; set; }
        public ImmutableDictionary<string, string> Details { get; set; } = details;
        public List<OpenSpan> Children { get; } = [];

        public ImmutableArray<TracedSpan> FinishedChildren() =>
            [.. Children.Select(c => new TracedSpan(c.Text, c.StartedAt, c.EndedAt, c.FinishedChildren(), c.Details))];
    }

    private sealed class OpenTask(string name, DateTimeOffset startedAt, ImmutableDictionary<string, string> details) : OpenSpan(name, startedAt, details)
    {
        public int Index { get; set; }
        public OpenTask? Parent { get; set; }

        public TracedTask Finished() => new(Text, StartedAt, EndedAt, Parent?.Index, FinishedChildren(), Details);
    }
}
