using System.Collections.Concurrent;

namespace Zrepl.Engine.Scheduling;

/// <summary>The bells that are waited for. Thread-safe.</summary>
internal sealed class BellBoard
{
    private readonly ConcurrentDictionary<string, Bell> _bells = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>A bell that waits until it is disposed.</summary>
    public Bell Add()
    {
        var bell = new Bell(this, $"bell-{Interlocked.Increment(ref _count)}");
        _bells[bell.Key] = bell;
        return bell;
    }

    /// <summary>Rings a bell; one that nobody waits for any more is passed over.</summary>
    public void Ring(string key)
    {
        if (_bells.TryGetValue(key, out var bell)) bell.Ring();
    }

    internal sealed class Bell(BellBoard board, string key) : IDisposable
    {
        private readonly TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Key => key;

        public Task Rung => _rung.Task;

        public void Ring() => _rung.TrySetResult();

        public void Dispose() => board._bells.TryRemove(key, out _);
    }
}
