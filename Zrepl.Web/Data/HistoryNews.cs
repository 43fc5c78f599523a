using System.Collections.Immutable;

namespace Zrepl.Web.Data;

/// <summary>Tells who shows the history that something was stored. Thread-safe.</summary>
internal sealed class HistoryNews
{
    private ImmutableList<Action> _listeners = [];

    /// <summary>Calls <paramref name="stored"/> after each write, on the writer's thread, until the result is disposed of. It must return at once.</summary>
    public IDisposable Subscribe(Action stored)
    {
        ImmutableInterlocked.Update(ref _listeners, all => all.Add(stored));
        return new Subscription(this, stored);
    }

    /// <summary>Says that something was stored.</summary>
    public void Announce()
    {
        foreach (var listener in _listeners) listener();
    }

    private sealed class Subscription(HistoryNews owner, Action stored) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner._listeners, all => all.Remove(stored));
    }
}
