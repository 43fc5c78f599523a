namespace Zrepl.Engine.Tracing;

/// <summary>What a <see cref="TraceNode"/> is.</summary>
public enum TraceNodeKind
{
    /// <summary>The place outside of every task.</summary>
    Ground,

    /// <summary>A concurrent activity.</summary>
    Task,

    /// <summary>A nested section inside one task.</summary>
    Span,
}
