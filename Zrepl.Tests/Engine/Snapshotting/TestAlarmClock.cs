using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>An alarm clock whose hands a test moves.</summary>
internal sealed class TestAlarmClock : IAlarmClock
{
    private static readonly TimeSpan Patience = Deadline.OfATest;

    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset Due, TaskCompletionSource<AlarmReason> Bell)> _set = [];
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private TaskCompletionSource _hasBeenSet = NewSource();

    /// <summary>The time the alarm is set to, as soon as it is.</summary>
    public async Task<DateTimeOffset> SetAsync()
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_set.Count > 0) return _set[0].Due;
                next = (_hasBeenSet = NewSource()).Task;
            }

            await next.WaitAsync(Patience);
        }
    }

    /// <summary>Lets the time come; rings whatever is set to it or earlier, now or later.</summary>
    public void AdvanceTo(DateTimeOffset time) => MoveTo(time, AlarmReason.Due, due => due <= time);

    /// <summary>Sets the clock; rings to say so.</summary>
    public void StepTo(DateTimeOffset time) => MoveTo(time, AlarmReason.ClockStepped, _ => true);

    public async Task<AlarmReason> WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        var bell = new TaskCompletionSource<AlarmReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (due <= _now) return AlarmReason.Due;
            _set.Add((due, bell));
            _hasBeenSet.TrySetResult();
        }

        try
        {
            return await bell.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (_lock) _set.RemoveAll(set => set.Bell == bell);
        }
    }

    private void MoveTo(DateTimeOffset time, AlarmReason reason, Predicate<DateTimeOffset> rings)
    {
        lock (_lock)
        {
            _now = time;
            foreach (var (_, bell) in _set.Where(set => rings(set.Due))) bell.SetResult(reason);
            _set.RemoveAll(set => rings(set.Due));
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
