namespace Zrepl.Engine.Progress;

/// <summary>
/// A cancellation that remembers why. A child is stopped with its parent and for the parent's reason; stopping a child leaves the parent
/// running. The first reason wins.
/// </summary>
public sealed class StopSource : IDisposable
{
#pragma warning disable CA2213 // Without timer or wait handle there is nothing to give back, and a late Stop must find it alive.
    private readonly CancellationTokenSource _source = new();
#pragma warning restore CA2213
    private readonly CancellationTokenRegistration _parent;
    private StopReason? _reason;

    /// <summary>A source that only <see cref="Stop"/> stops.</summary>
    public StopSource()
    {
    }

    /// <summary>A part of something larger.</summary>
    public StopSource(StopSource parent) => _parent = parent.Token.Register(() => Stop(parent.Reason!));

    /// <summary>Stops with a token whose reason is known beforehand, such as the end of the process.</summary>
    public StopSource(StopReason reason, CancellationToken token) => _parent = token.Register(() => Stop(reason));

    /// <summary>Cancelled once <see cref="Stop"/> was called; the reason is known by then.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Why, or null while nothing was stopped.</summary>
    public StopReason? Reason => Volatile.Read(ref _reason);

    /// <summary>Cancels the token.</summary>
    /// <returns>False if it was stopped before; then the reason of that time stays.</returns>
    public bool Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null) return false;
        _source.Cancel();
        return true;
    }

    /// <summary>Ends the tie to the parent. Stopping afterwards is harmless: a reset may come while a run ends by itself.</summary>
    public void Dispose() => _parent.Dispose();
}
