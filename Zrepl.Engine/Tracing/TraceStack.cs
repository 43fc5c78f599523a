using System.Text;

namespace Zrepl.Engine.Tracing;

/// <summary>
/// Writes where a node stands: <c>TASKS$SPANS</c>. TASKS is the chain of tasks from the root, joined with <c>$</c>; SPANS is the
/// last task again, followed by its open spans down to the node, joined with <c>.</c> (spec F1).
/// </summary>
internal static class TraceStack
{
    public static string Render(TraceNode node, TraceStackKind kind)
    {
        if (node.Kind == TraceNodeKind.Ground) return Tracer.NoSpan;

        var text = new StringBuilder();
        foreach (var task in Outwards(node.Task, task => task.ParentTask))
        {
            Append(text, task, kind);
            text.Append('$');
        }

        foreach (var span in Outwards(node, span => span.Parent))
        {
            Append(text, span, kind);
            if (span != node) text.Append('.');
        }

        return text.ToString();
    }

    /// <summary>Writes the ids of everything around, across tasks, joined with <c>.</c>; see <see cref="TraceNode.Path"/>.</summary>
    public static string RenderPath(TraceNode node) =>
        node.Kind == TraceNodeKind.Ground ? Tracer.NoSpan : string.Join('.', Outwards(node, inner => inner.Parent ?? inner.StartedIn).Select(around => around.Id));

    // The outermost first; a stack, not recursion, because spans that are never ended may pile up.
    private static Stack<TraceNode> Outwards(TraceNode innermost, Func<TraceNode, TraceNode?> next)
    {
        var all = new Stack<TraceNode>();
        for (var node = innermost; node is not null; node = next(node)) all.Push(node);
        return all;
    }

    private static void Append(StringBuilder text, TraceNode node, TraceStackKind kind)
    {
        switch (kind)
        {
            case TraceStackKind.Ids: text.Append(node.Id); break;
            case TraceStackKind.Texts: text.Append(node.Text); break;
            default: text.Append('(').Append(node.Id).Append(" \"").Append(node.Text).Append("\")"); break;
        }
    }
}
