namespace Zrepl.Engine.Bandwidth;

/// <summary>
/// Slows the streams of one job down to its limit. Whoever moved bytes takes as many tokens and waits until they have come in. The bucket
/// starts full. Source: spec B8.1, wire 9. Unlike upstream, waits are short (pieces of at most a tenth of a second) and can be cancelled,
/// and the limit can change while streams run.
/// </summary>
/// <param name="limit">The limit to begin with.</param>
/// <param name="clock">Timestamps and delays.</param>
internal sealed class TokenBucket(BandwidthLimit limit, TimeProvider clock)
{
    /// <summary>Largest piece between two waits, in bytes.</summary>
    public const int LargestPiece = 64 * 1024;

    // Timers wake up late by a millisecond or more, in which a fast stream earns more than the bucket holds. What was earned in this time
    // is never lost, so that fast limits are reached and not undercut.
    private const double LateSeconds = 0.02;

    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private BandwidthLimit _limit = limit;
    private double _paidUntil = double.NegativeInfinity; // seconds from the start: when all tokens taken so far have come in

    /// <summary>The limit in force.</summary>
    public BandwidthLimit Limit => Volatile.Read(ref _limit);

    /// <summary>Puts another limit in force. Waits that have begun end as planned, within about a tenth of a second for each stream.</summary>
    public void Change(BandwidthLimit limit)
    {
        lock (_lock)
        {
            _paidUntil = double.NegativeInfinity;
            Volatile.Write(ref _limit, limit);
        }
    }

    /// <summary>How many of <paramref name="wanted"/> bytes to move before the next <see cref="TakeAsync"/>; at least one.</summary>
    public int PieceOf(int wanted) =>
        Limit.MaxBytesPerSecond is { } rate ? (int)Math.Clamp(rate / 10, 1, Math.Min(wanted, LargestPiece)) : wanted;

    /// <summary>Takes tokens for bytes that were moved, and waits until they have come in.</summary>
    public Task TakeAsync(long bytes, CancellationToken cancellation)
    {
        var wait = Take(bytes);
        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellation) : Task.CompletedTask;
    }

    private TimeSpan Take(long bytes)
    {
        lock (_lock)
        {
            if (_limit.MaxBytesPerSecond is not { } rate) return TimeSpan.Zero;
            var now = clock.GetElapsedTime(_start).TotalSeconds;
            var secondsInBucket = Math.Max((double)_limit.BucketCapacity / rate, LateSeconds);
            _paidUntil = Math.Max(_paidUntil, now - secondsInBucket) + (double)bytes / rate;
            return TimeSpan.FromSeconds(Math.Max(0, _paidUntil - now));
        }
    }
}
