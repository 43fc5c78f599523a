namespace Zrepl.Engine.Status;

/// <summary>Something outside of a stream that does not come to its end, for people. Two are equal if they say the same.</summary>
/// <param name="Text">What waits, and for what.</param>
/// <param name="WhatToDo">What an administrator can do.</param>
/// <param name="Since">Since when nothing is seen of it.</param>
/// <param name="EndsAt">When zrepl ends it, if nothing changes; null: it does not, because what changes a pool may be slow and is not cut short.</param>
public sealed record HangingWork(string Text, string WhatToDo, DateTimeOffset Since, DateTimeOffset? EndsAt)
{
    /// <summary>True if it was killed and does not end: it sleeps in the kernel.</summary>
    public bool IsStuck { get; init; }
}
