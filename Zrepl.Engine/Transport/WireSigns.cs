namespace Zrepl.Engine.Transport;

/// <summary>What the system tells of bytes on their way to the other side. What it does not tell is null.</summary>
/// <param name="Outstanding">Bytes that were written and have not arrived as far as we know.</param>
/// <param name="Acknowledged">A number that grows with each byte that has arrived.</param>
/// <param name="SinceHeard">Time since the machine of the other side said anything at all, if only that something arrived.</param>
public sealed record WireSigns(long? Outstanding, long? Acknowledged, TimeSpan? SinceHeard)
{
    /// <summary>True if the connection is known to have ended, by the other side or by itself; what came before may still be there to be read.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Nothing is known.</summary>
    public static WireSigns Unknown { get; } = new(null, null, null);
}
