namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// Counts tries by address over the last minute. Counting is done when somebody tries and costs nothing else: no timer runs while nobody does. Thread-safe;
/// addresses that did not try for a minute are forgotten.
/// </summary>
/// <param name="most">Tries from one address in a minute.</param>
/// <param name="clock">The time.</param>
internal sealed class TriesByAddress(int most, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenCleanings = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<long>> _tries = new(StringComparer.Ordinal);
    private long _cleaned = clock.GetTimestamp();

    /// <summary>Addresses that are remembered.</summary>
    public int Count
    {
        get { lock (_lock) return _tries.Count; }
    }

    /// <summary>Counts a try.</summary>
    /// <returns>False: there were too many; this one does not count.</returns>
    public bool TryCount(string address)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            Clean(now);
            if (!_tries.TryGetValue(address, out var tries)) _tries[address] = tries = [];
            while (tries.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) >= Window) tries.Dequeue();
            if (tries.Count >= most) return false;
            tries.Enqueue(now);
            return true;
        }
    }

    private void Clean(long now)
    {
        if (clock.GetElapsedTime(_cleaned, now) < BetweenCleanings) return;
        _cleaned = now;
        foreach (var (address, tries) in _tries)
        {
            if (clock.GetElapsedTime(tries.Last(), now) >= Window) _tries.Remove(address);
        }
    }
}
