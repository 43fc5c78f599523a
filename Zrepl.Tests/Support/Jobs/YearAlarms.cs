using Zrepl.Engine.Jobs;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>Alarm clocks that tell when the next one is due and ring as soon as the test's clock shows it.</summary>
internal sealed class YearAlarms(TimeProvider clock) : IAlarmClocks
{
    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private readonly List<(DateTimeOffset Due, TaskCompletionSource<AlarmReason> Bell)> _set = [];

    /// <summary>When the first alarm after now rings, as soon as one is set.</summary>
    public async Task<DateTimeOffset> NextAsync()
    {
        while (true)
        {
            var changed = _changed.Next;
            lock (_lock)
                if (_set.Count > 0) return _set.Min(alarm => alarm.Due);
            await changed.WaitAsync(Deadline.OfATest);
        }
    }

    /// <summary>Rings whatever is due.</summary>
    public void Ring()
    {
        List<TaskCompletionSource<AlarmReason>> due;
        lock (_lock)
        {
            due = [.. _set.Where(alarm => alarm.Due <= clock.GetUtcNow()).Select(alarm => alarm.Bell)];
            _set.RemoveAll(alarm => due.Contains(alarm.Bell));
        }

        foreach (var bell in due) bell.SetResult(AlarmReason.Due);
    }

    public IAlarmClock Create(string job, string activity) => new Alarm(this, clock);

    public ValueTask DisposeAsync() => default;

    private sealed class Alarm(YearAlarms owner, TimeProvider clock) : IAlarmClock
    {
        public async Task<AlarmReason> WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation)
        {
            if (due <= clock.GetUtcNow()) return AlarmReason.Due;
            var bell = new TaskCompletionSource<AlarmReason>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (owner._lock) owner._set.Add((due, bell));
            owner._changed.Set();
            try
            {
                return await bell.Task.WaitAsync(cancellation);
            }
            finally
            {
                lock (owner._lock) owner._set.RemoveAll(alarm => alarm.Bell == bell);
            }
        }
    }
}
