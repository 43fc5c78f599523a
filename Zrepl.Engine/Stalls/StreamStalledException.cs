namespace Zrepl.Engine.Stalls;

/// <summary>
/// A stream stood still and was ended. What has arrived can be continued. The message names dataset and side and, on a line of its own, what can be done; it is
/// all that travels to a peer, and a peer's message is known by <see cref="Prefix"/>.
/// </summary>
public sealed class StreamStalledException : Exception
{
    /// <summary>How the message begins.</summary>
    public const string Prefix = "stalled: ";

    /// <summary>Ours.</summary>
    public StreamStalledException(StalledStream stalled, Exception? inner) : base($"{Prefix}{stalled.Text}\n{stalled.WhatToDo}", inner) => Stalled = stalled;

    /// <summary>The peer's, in its words.</summary>
    public StreamStalledException(string message) : base(message) { }

    /// <summary>What stood still; null if it was the peer who found it.</summary>
    public StalledStream? Stalled { get; }
}
