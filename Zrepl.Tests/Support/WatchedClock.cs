using Microsoft.Extensions.Time.Testing;

namespace Zrepl.Tests.Support;

/// <summary>
/// A clock that stands still until told otherwise, and tells when the code under test has begun to wait: a test advances it only
/// when the timer it is about is armed, and so needs no sleeping.
/// </summary>
internal sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _armed = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Source)> _waiting = [];

    public WatchedClock() : this(new DateTimeOffset(2024, 6, 10, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Completes when a timer with this time to go has been armed. Each arming satisfies one call.</summary>
    public Task ArmedAsync(TimeSpan due)
    {
        lock (_lock)
        {
            if (_armed.Remove(due)) return Task.CompletedTask;
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((due, source));
            return source.Task.WaitAsync(Patience, System);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Armed(dueTime);
        return timer;
    }

    private void Armed(TimeSpan due)
    {
        if (due == Timeout.InfiniteTimeSpan) return;
        lock (_lock)
        {
            var waiter = _waiting.FindIndex(w => w.Due == due);
            if (waiter < 0)
            {
                _armed.Add(due);
                return;
            }

            _waiting[waiter].Source.SetResult();
            _waiting.RemoveAt(waiter);
        }
    }

    private sealed class WatchedTimer(WatchedClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            clock.Armed(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
