using Microsoft.Extensions.Time.Testing;

namespace Zrepl.Tests.Support;

/// <summary>
/// A clock that stands still until told otherwise, and tells when the code under test has begun to wait: a test advances it only
/// when the timer it is about is armed, and so needs no sleeping.
/// </summary>
internal sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _armed = [];
    private TimeSpan _passed;
    private readonly List<WatchedTimer> _live = [];
    private readonly List<(Func<TimeSpan, bool> Matches, TaskCompletionSource Source, bool Consumes)> _waiting = [];

    public WatchedClock() : this(new DateTimeOffset(2024, 6, 10, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Completes when a timer with this time to go has been armed. Each arming satisfies one call.</summary>
    public Task ArmedAsync(TimeSpan due)
    {
        lock (_lock) return _armed.Remove(due) ? Task.CompletedTask : WaitAsync(armed => armed == due, consumes: true);
    }

    /// <summary>Completes when a timer whose time to go <paramref name="matches"/> runs: armed, neither over nor given up.</summary>
    public Task RunningAsync(Func<TimeSpan, bool> matches)
    {
        lock (_lock) return _live.Any(timer => Runs(timer, matches)) ? Task.CompletedTask : WaitAsync(matches, consumes: false);
    }

    /// <summary>How many timers run whose time to go <paramref name="matches"/>.</summary>
    public int Running(Func<TimeSpan, bool> matches)
    {
        lock (_lock) return _live.Count(timer => Runs(timer, matches));
    }

    /// <summary>Lets time pass.</summary>
    public new void Advance(TimeSpan time)
    {
        lock (_lock) _passed += time;
        base.Advance(time);
    }

    /// <summary>Waits until a timer runs with about this time to go, and moves the clock past it.</summary>
    public async Task PassAsync(TimeSpan about)
    {
        await RunningAsync(due => due >= about * 0.75 && due <= about * 1.25);
        Advance(about * 1.25);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this);
        timer.Inner = base.CreateTimer(
            given =>
            {
                Over(timer);
                callback(given);
            },
            state, dueTime, period);
        Armed(timer, dueTime);
        return timer;
    }

    // While another thread asks for the time, that thread wakes the timers, perhaps after Advance has returned: those that are due do not run any more.
    private bool Runs(WatchedTimer timer, Func<TimeSpan, bool> matches) => timer.DueAfter > _passed && matches(timer.Due);

    private Task WaitAsync(Func<TimeSpan, bool> matches, bool consumes)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((matches, source, consumes));
        return source.Task.WaitAsync(Deadline.OfATest, System);
    }

    private void Armed(WatchedTimer timer, TimeSpan due)
    {
        lock (_lock)
        {
            _live.Remove(timer);
            if (due == Timeout.InfiniteTimeSpan) return;
            (timer.Due, timer.DueAfter) = (due, _passed + due);
            if (!timer.IsOver) _live.Add(timer);
            var told = _waiting.Where(w => !w.Consumes && !timer.IsOver && w.Matches(due)).ToList();
            var consumer = _waiting.FindIndex(w => w.Consumes && w.Matches(due));
            if (consumer < 0) _armed.Add(due);
            else told.Add(_waiting[consumer]);
            foreach (var waiter in told)
            {
                _waiting.Remove(waiter);
                waiter.Source.SetResult();
            }
        }
    }

    private void Over(WatchedTimer timer)
    {
        lock (_lock)
        {
            timer.IsOver = true;
            _live.Remove(timer);
        }
    }

    private sealed class WatchedTimer(WatchedClock clock) : ITimer
    {
        public ITimer? Inner { get; set; }

        public TimeSpan Due { get; set; }

        // Of the time that passes between the clock's beginning and its end.
        public TimeSpan DueAfter { get; set; }

        public bool IsOver { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsOver = false;
            var changed = Inner!.Change(dueTime, period);
            clock.Armed(this, dueTime);
            return changed;
        }

        public void Dispose()
        {
            clock.Over(this);
            Inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
