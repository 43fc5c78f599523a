namespace Zrepl.Engine.Stalls;

/// <summary>
/// What is known of one stream under way, told by all who have a part in it: the ends say what they are, whoever reads counts. Without locks, because each read
/// of a stream reports; nobody waits for anybody.
/// </summary>
public sealed class StreamWatch
{
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

    /// <summary>How the stream stands now.</summary>
    public StreamSample Look() => new(
        Interlocked.Read(ref _bytes), Volatile.Read(ref _reads) > 0, _hasEnded, Volatile.Read(ref _holds) > 0,
        _sender?.Look() ?? EndSample.NotBegun, _receiver?.Look() ?? EndSample.NotBegun);
}
