using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Engine.Stalls;

/// <summary>
/// What is known of one stream under way, told by all who have a part in it: the ends say what they are, whoever reads counts. Without locks, because each read
/// of a stream reports; nobody waits for anybody.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Without a timer or wait handle there is nothing to give back, and a late caller must find it alive.")]
public sealed class StreamWatch
{
    private readonly CancellationTokenSource _abort = new();
    private StalledStream? _stalled;
    private long _bytes;
    private int _reads;
    private int _holds;
    private int _isGuarded;
    private volatile bool _hasEnded;
    private volatile IStreamEnd? _sender;
    private volatile IStreamEnd? _receiver;

    /// <summary>The sending end as far as it has begun, or null.</summary>
    public IStreamEnd? Sender => _sender;

    /// <summary>The receiving end as far as it has begun, or null.</summary>
    public IStreamEnd? Receiver => _receiver;

    /// <summary>Says what the bytes come from.</summary>
    public void ComesFrom(IStreamEnd sender) => _sender = sender;

    /// <summary>Says where the bytes go.</summary>
    public void GoesTo(IStreamEnd receiver) => _receiver = receiver;

    /// <summary>Bytes were taken from the sending end.</summary>
    public void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Somebody begins to wait for bytes of the sending end.</summary>
    public void ReadBegins() => Interlocked.Increment(ref _reads);

    /// <summary>The wait is over.</summary>
    public void ReadEnds() => Interlocked.Decrement(ref _reads);

    /// <summary>The sending end has given everything.</summary>
    public void Ended() => _hasEnded = true;

    /// <summary>The stream begins to wait for its bandwidth limit.</summary>
    public void HoldBegins() => Interlocked.Increment(ref _holds);

    /// <summary>That wait is over.</summary>
    public void HoldEnds() => Interlocked.Decrement(ref _holds);

    /// <summary>Says that somebody looks at the stream from now on.</summary>
    /// <returns>False if somebody else does already: a stream within this process is the sending job's.</returns>
    public bool TryTakeCharge() => Interlocked.Exchange(ref _isGuarded, 1) == 0;

    /// <summary>Cancelled when the stream stood still for too long; <see cref="Stalled"/> is known by then.</summary>
    public CancellationToken Aborted => _abort.Token;

    /// <summary>How the stream stood when it was ended for standing still; null: it was not.</summary>
    public StalledStream? Stalled => Volatile.Read(ref _stalled);

    /// <summary>Ends the stream.</summary>
    public Task AbortAsync(StalledStream stalled)
    {
        Interlocked.CompareExchange(ref _stalled, stalled, null);
        return _abort.CancelAsync();
    }

    /// <summary>How the stream stands now.</summary>
    public StreamSample Look() => new(
        Interlocked.Read(ref _bytes), Volatile.Read(ref _reads) > 0, _hasEnded, Volatile.Read(ref _holds) > 0,
        _sender?.Look() ?? EndSample.NotBegun, _receiver?.Look() ?? EndSample.NotBegun);
}
