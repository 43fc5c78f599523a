namespace Zrepl.Engine.Retention;

/// <summary>Flags that a group's head may set.</summary>
[Flags]
internal enum GoRegexFlags
{
    None = 0,

    /// <summary><c>i</c></summary>
    IgnoreCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> at each line.</summary>
    MultiLine = 2,

    /// <summary><c>s</c></summary>
    DotMatchesNewline = 4,

    /// <summary><c>U</c>: exchanges greedy and lazy, which finds the same names.</summary>
    Ungreedy = 8,
}
