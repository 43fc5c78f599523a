using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Engine.Endpoints;

/// <summary>Locks by name that can be waited for with a deadline and held across awaits. Their number is that of names ever used.</summary>
public sealed class NamedLocks
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>Takes a lock.</summary>
    /// <returns>To be disposed for release, once or more often; null if it was not free in time.</returns>
    public async Task<IDisposable?> TryTakeAsync(string name, TimeSpan patience, CancellationToken cancellation)
    {
        var one = _locks.GetOrAdd(name, static _ => new(1, 1));
        return await one.WaitAsync(patience, cancellation) ? new Held(one) : null;
    }

    /// <summary>Takes a lock, however long it takes.</summary>
    public async Task<IDisposable> TakeAsync(string name, CancellationToken cancellation) =>
        await TryTakeAsync(name, Timeout.InfiniteTimeSpan, cancellation) ?? throw new InvalidOperationException("an endless wait ended");

    [SuppressMessage("Reliability", "CA1001", Justification = "The semaphore belongs to the dictionary; this only gives it back.")]
    private sealed class Held(SemaphoreSlim one) : IDisposable
    {
        private SemaphoreSlim? _one = one;

        public void Dispose() => Interlocked.Exchange(ref _one, null)?.Release();
    }
}
