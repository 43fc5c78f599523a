using Zrepl.Engine.Stalls;
using Zrepl.Engine.Wire.Framing;

namespace Zrepl.Engine.Wire;

/// <summary>The end of a stream that is another zrepl, seen through the connection that carries the stream.</summary>
/// <param name="connection">The connection.</param>
/// <param name="isReceiver">True if the stream goes there.</param>
/// <param name="ask">Asks what has been stored there; null: nobody can tell.</param>
internal sealed class PeerEnd(FrameConnection connection, bool isReceiver, Func<CancellationToken, Task<string?>>? ask = null) : IStreamEnd
{
    // What is on its way besides the stream: heartbeats, and what TLS puts around them.
    private const long Unimportant = 1024;

    private readonly Lock _lock = new();
    private long _arrived;
    private long _acknowledged;
    private long _outstanding;

    /// <inheritdoc/>
    public string Description => connection.RemoteDescription;

    /// <inheritdoc/>
    public EndSample Look()
    {
        var signs = connection.Look();
        var isOnItsWay = signs.IsWriting || signs.Wire.Outstanding > Unimportant;
        return new()
        {
            Kind = EndKind.Peer,
            IsAwaited = isReceiver ? isOnItsWay : signs.IsReading,
            Moved = isReceiver ? signs.Sent + ArrivedOf(signs) : signs.PayloadRead,
            Unheard = signs.Unheard,
            Unacknowledged = signs.Wire.Outstanding > 0 ? signs.Wire.SinceHeard : null,
        };
    }

    /// <inheritdoc/>
    public async Task<EndFacts> AskAsync(CancellationToken cancellation) =>
        ask is null ? EndFacts.None : new(await ask(cancellation), PoolState.Unknown);

    // Bytes that arrive while more than heartbeats are on their way are the stream's: a frame can take hours on a slow network.
    private long ArrivedOf(ConnectionSigns signs)
    {
        if (signs.Wire.Acknowledged is not { } acknowledged) return -(signs.Wire.Outstanding ?? 0); // less on its way: it moves
        lock (_lock)
        {
            if (_outstanding > Unimportant) _arrived += acknowledged - _acknowledged;
            (_acknowledged, _outstanding) = (acknowledged, signs.Wire.Outstanding ?? 0);
            return _arrived;
        }
    }
}
