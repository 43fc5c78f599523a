namespace Zrepl.Engine.Tracing;

/// <summary>The facts of a flow, the innermost first. Immutable.</summary>
internal sealed record LogField(LogFact Fact, LogField? Outer)
{
    /// <summary>The chain without one of its facts.</summary>
    public static LogField? Without(LogField? chain, LogFact removed)
    {
        if (chain is null) return null;
        if (ReferenceEquals(chain.Fact, removed)) return chain.Outer;
        var outer = Without(chain.Outer, removed);
        return ReferenceEquals(outer, chain.Outer) ? chain : chain with { Outer = outer };
    }
}

/// <summary>One fact; the object itself is what a scope takes back.</summary>
internal sealed record LogFact(string Name, string Value);
