using System.Collections.Immutable;

namespace Zrepl.Web.Live;

/// <summary>
/// Ticks once a second for ages and countdowns on pages. One timer for all browsers, and none while nobody looks. Thread-safe.
/// </summary>
/// <param name="clock">The time.</param>
public sealed class LiveClock(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private ImmutableList<Action> _listeners = [];
    private ITimer? _timer;

    /// <summary>The time now, in the time zone of this machine.</summary>
    public DateTimeOffset Now => clock.GetLocalNow();

    /// <summary>The same moment in the time zone of this machine.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, clock.LocalTimeZone);

    /// <summary>The moment at which the clocks of this machine show a time.</summary>
    public DateTimeOffset AtLocal(DateTime time)
    {
        var local = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        return new(local, clock.LocalTimeZone.GetUtcOffset(local));
    }

    /// <summary>Calls <paramref name="onTick"/> about once a second, on any thread, until the result is disposed of.</summary>
    public IDisposable Subscribe(Action onTick)
    {
        lock (_lock)
        {
            _listeners = _listeners.Add(onTick);
            _timer ??= clock.CreateTimer(_ => Tick(), null, Period, Period);
        }

        return new Subscription(this, onTick);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            _listeners = [];
        }
    }

    private void Tick()
    {
        foreach (var listener in _listeners) listener();
    }

    private void Remove(Action onTick)
    {
        lock (_lock)
        {
            _listeners = _listeners.Remove(onTick);
            if (!_listeners.IsEmpty) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private sealed class Subscription(LiveClock owner, Action onTick) : IDisposable
    {
        private LiveClock? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Remove(onTick);
    }
}
