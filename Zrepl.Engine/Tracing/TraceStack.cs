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
        AppendTasks(text, node.Task, kind);
        AppendSpans(text, node, kind);
        return text.ToString();
    }

    private static void AppendTasks(StringBuilder text, TraceNode task, TraceStackKind kind)
    {
        if (task.ParentTask is { } parent) AppendTasks(text, parent, kind);
        Append(text, task, kind);
        text.Append('$');
    }

    private static void AppendSpans(StringBuilder text, TraceNode node, TraceStackKind kind)
    {
        if (node.Parent is { } parent)
        {
            AppendSpans(text, parent, kind);
            text.Append('.');
        }

        Append(text, node, kind);
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
