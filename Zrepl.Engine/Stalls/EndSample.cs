using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Stalls;

/// <summary>What kind of thing an end of a stream is.</summary>
public enum EndKind
{
    /// <summary>It has not begun: what comes before it is still under way.</summary>
    NotBegun,

    /// <summary>A command of this machine.</summary>
    Command,

    /// <summary>A connection to another zrepl.</summary>
    Peer,
}

/// <summary>One end of a stream at one moment. What cannot be seen is null.</summary>
public sealed record EndSample
{
    /// <summary>It has not begun.</summary>
    public static EndSample NotBegun { get; } = new();

    /// <summary>What it is.</summary>
    public EndKind Kind { get; init; }

    /// <summary>
    /// True if it is this end's turn: of the sending end, that nothing of it waits to be read; of the receiving end, that it was given something which it has
    /// not taken.
    /// </summary>
    public bool? IsAwaited { get; init; }

    /// <summary>
    /// A number that changes whenever bytes move at this end, though none may be counted elsewhere: what was put into a pipe or taken out of it, what a peer
    /// acknowledged. Heartbeats do not change it.
    /// </summary>
    public long? Moved { get; init; }

    /// <summary>Of a command: its number.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Of a command: what it is doing.</summary>
    public ProcessState State { get; init; }

    /// <summary>Of a command: processor time so far, in ticks.</summary>
    public long? CpuTicks { get; init; }

    /// <summary>Of a command: bytes read and written so far.</summary>
    public long? IoBytes { get; init; }

    /// <summary>Of a peer: since when nothing was heard of it, not even a heartbeat, although somebody listens.</summary>
    public TimeSpan? Unheard { get; init; }

    /// <summary>Of a peer: since when nothing was acknowledged, although something was sent.</summary>
    public TimeSpan? Unacknowledged { get; init; }
}
