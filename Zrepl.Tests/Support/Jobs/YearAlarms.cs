using Zrepl.Engine.Jobs;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>Alarm clocks that tell when the next one is due and ring as soon as the test's clock shows it.</summary>
internal sealed class YearAlarms(TimeProvider clock) : IAlarmClocks
{
    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private readonly List<(string Owner, DateTimeOffset Due, TaskCompletionSource<AlarmReason> Bell)> _set = [];
    private readonly HashSet<string> _rung = [];

    /// <summary>When the first alarm after now rings, as soon as all that rang are set again: whoever was woken has done what was due.</summary>
    public async Task<DateTimeOffset> NextAsync()
    {
        while (true)
        {
            var changed = _changed.Next;
            lock (_lock)
                if (_set.Count > 0 && _rung.Count == 0) return _set.Min(alarm => alarm.Due);
            await changed.WaitAsync(Deadline.OfATest);
        }
    }

    /// <summary>Rings whatever is due.</summary>
    /// <returns>The jobs that were woken.</returns>
    public HashSet<string> Ring()
    {
        List<(string Owner, DateTimeOffset Due, TaskCompletionSource<AlarmReason> Bell)> due;
        lock (_lock)
        {
            due = _set.FindAll(alarm => alarm.Due <= clock.GetUtcNow());
            _set.RemoveAll(due.Contains);
            _rung.UnionWith(due.Select(alarm => alarm.Owner));
        }

        foreach (var (_, _, bell) in due) bell.SetResult(AlarmReason.Due);
        return [.. due.Select(alarm => alarm.Owner.Split('/')[0])];
    }

    public IAlarmClock Create(string job, string activity) => new Alarm(this, $"{job}/{activity}", clock);

    public ValueTask DisposeAsync() => default;

    private sealed class Alarm(YearAlarms owner, string name, TimeProvider clock) : IAlarmClock
    {
        public async Task<AlarmReason> WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation)
        {
            if (due <= clock.GetUtcNow()) return AlarmReason.Due;
            var bell = new TaskCompletionSource<AlarmReason>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (owner._lock)
            {
                owner._set.Add((name, due, bell));
                owner._rung.Remove(name);
            }

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
