using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Features;

/// <summary>
/// Remembers the answer of a probe: a yes for the life of the process, a no or a failure for a while, because the module may be loaded
/// or the pool upgraded later (spec A1.10, A10.3). Concurrent callers share one probe, which has a deadline: what one job waits for must not hold up another.
/// </summary>
/// <param name="probe">Asks.</param>
/// <param name="retryAfter">How long a no or a failure is believed.</param>
/// <param name="clock">Tells time.</param>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Reliability", "CA1001", Justification = "A SemaphoreSlim holds no resource unless its wait handle is asked for.")]
internal sealed class CachedProbe(Func<CancellationToken, Task<bool>> probe, TimeSpan retryAfter, TimeProvider clock)
{
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private bool _isSupported;
    private (bool Answer, Exception? Failure, long At)? _latest;

    /// <summary>The answer, asked for if there is no fresh one.</summary>
    /// <exception cref="Exception">What the probe failed with.</exception>
    public async Task<bool> AskAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _isSupported)) return true;
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            if (_isSupported) return true;
            if (_latest is { } known && clock.GetElapsedTime(known.At) < retryAfter)
                return known.Failure is null ? known.Answer : throw known.Failure;
            return await ProbeAsync(cancellation);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<bool> ProbeAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(LongestProbe); // processes know no other clock
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var answer = await probe(either.Token);
            _latest = (answer, null, clock.GetTimestamp());
            Volatile.Write(ref _isSupported, answer);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var late = new ZfsUnavailableException($"zfs did not answer within {LongestProbe.TotalSeconds:0} s what it can do. Look at zpool status, and at the zfs commands that run (zrepl status).");
            _latest = (false, late, clock.GetTimestamp());
            throw late;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _latest = (false, failure, clock.GetTimestamp());
            throw;
        }
    }
}
