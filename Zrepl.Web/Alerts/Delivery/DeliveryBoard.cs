using System.Collections.Immutable;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>What came of one delivery.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Channel">By what.</param>
/// <param name="What">What was told.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Problem">Why it did not arrive; null if it did.</param>
public sealed record DeliveryResult(DateTimeOffset At, string Channel, string What, int Attempts, string? Problem);

/// <summary>The last deliveries, for the page. Thread-safe.</summary>
public sealed class DeliveryBoard
{
    private const int Kept = 100;

    private ImmutableList<DeliveryResult> _results = [];
    private ImmutableList<Action> _listeners = [];

    /// <summary>The last ones, the newest first.</summary>
    public ImmutableList<DeliveryResult> Latest => Volatile.Read(ref _results);

    /// <summary>Remembers one.</summary>
    public void Add(DeliveryResult result)
    {
        ImmutableInterlocked.Update(ref _results, all => [result, .. all.Take(Kept - 1)]);
        foreach (var listener in _listeners) listener();
    }

    /// <summary>Calls <paramref name="changed"/> after each, on any thread; it must return at once.</summary>
    public IDisposable Subscribe(Action changed)
    {
        ImmutableInterlocked.Update(ref _listeners, all => all.Add(changed));
        return new Subscription(this, changed);
    }

    private sealed class Subscription(DeliveryBoard owner, Action changed) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner._listeners, all => all.Remove(changed));
    }
}
