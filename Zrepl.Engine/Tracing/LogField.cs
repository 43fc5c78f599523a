namespace Zrepl.Engine.Tracing;

/// <summary>The facts of a flow, the innermost first. Immutable.</summary>
internal sealed record LogField(LogFact Fact, LogField? Outer)
{
    /// <summary>The chain without one of its facts.</summary>
    public static LogField? Without(LogField? chain, LogFact removed)
    {
        var inner = new Stack<LogFact>();
        var rest = chain;
        for (; rest is not null && !ReferenceEquals(rest.Fact, removed); rest = rest.Outer) inner.Push(rest.Fact);
        if (rest is null) return chain;
        rest = rest.Outer;
        foreach (var fact in inner) rest = new LogField(fact, rest);
        return rest;
    }
}

/// <summary>One fact; the object itself is what a scope takes back.</summary>
internal sealed record LogFact(string Name, string Value);
