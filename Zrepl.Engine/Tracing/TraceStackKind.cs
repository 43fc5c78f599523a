namespace Zrepl.Engine.Tracing;

/// <summary>How the nodes of a stack are written.</summary>
public enum TraceStackKind
{
    /// <summary><c>R$C$C.a</c>, for log lines.</summary>
    Ids,

    /// <summary><c>run#0$snap-job#0$snap-job#0.plan</c>, for people.</summary>
    Texts,

    /// <summary><c>(R "run#0")$…</c></summary>
    Both,
}
