namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// Circuit breaker of one attempt: once a call found the connection broken, nobody else begins one, so that a thousand filesystems do not
/// each wait for their own dial timeout (BAD-12).
/// </summary>
internal sealed class LostConnection : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private Exception? _cause;

    /// <summary>Cancelled when the connection is lost; for waits, not for calls under way.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What told that the connection is lost; null while it is not.</summary>
    public Exception? Cause => Volatile.Read(ref _cause);

    /// <summary>Says that the connection is lost.</summary>
    /// <returns>True for the first to say so.</returns>
    public bool Trip(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is not null) return false;
        _source.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
