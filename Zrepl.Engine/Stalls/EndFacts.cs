namespace Zrepl.Engine.Stalls;

/// <summary>How the pool behind an end of a stream is.</summary>
public enum PoolState
{
    /// <summary>Nobody asked, or it is another machine's.</summary>
    Unknown,

    /// <summary>It answers, and has room.</summary>
    Well,

    /// <summary>Too many of its disks are gone: everything waits until somebody brings them back.</summary>
    Suspended,

    /// <summary>There is no room left.</summary>
    Full,

    /// <summary>Not even the question how it is was answered in time.</summary>
    Silent,
}

/// <summary>What an end of a stream answers if it is asked, which costs a process or a call.</summary>
/// <param name="Progress">Changes while something is received, though no bytes may be seen: resume token and used room. Null if nobody can tell.</param>
/// <param name="Pool">How its pool is.</param>
public sealed record EndFacts(string? Progress, PoolState Pool)
{
    /// <summary>Nothing is known.</summary>
    public static EndFacts None { get; } = new(null, PoolState.Unknown);

    /// <summary>It did not answer in time.</summary>
    public static EndFacts Silent { get; } = new(null, PoolState.Silent);
}
