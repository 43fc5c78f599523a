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
    private readonly HashSet<string> _awaited = [];

    /// <summary>Says that a job is about to set an alarm: the clock must not pass the time it will ask for.</summary>
    public void Expect(string owner)
    {
        lock (_lock) _awaited.Add(owner);
    }

    /// <summary>When the next alarm is due, as soon as all that are expected, rang or were put off are set: whoever was woken has begun what was due.</summary>
    public async Task<DateTimeOffset> NextAsync()
    {
        while (true)
        {
            var changed = _changed.Next;
            lock (_lock)
                if (_set.Count > 0 && _awaited.Count == 0) return _set.Min(alarm => alarm.Due);
            await changed.WaitAsync(Deadline.OfATest);
        }
    }

    /// <summary>
    /// Rings what is due. Of alarms of the same moment those for snapshots ring first and the others wait for the next call: two daemons would race then, and
    /// a test must know who wins.
    /// </summary>
    /// <returns>The jobs that were woken.</returns>
    public async Task<HashSet<string>> RingAsync()
    {
        await NextAsync(); // one that is being set anew at this moment may be for snapshots
        List<(string Owner, DateTimeOffset Due, TaskCompletionSource<AlarmReason> Bell)> due;
        lock (_lock)
        {
            due = _set.FindAll(alarm => alarm.Due <= clock.GetUtcNow());
            if (due.Exists(IsForSnapshots)) due = due.FindAll(IsForSnapshots);
            _set.RemoveAll(due.Contains);
            _awaited.UnionWith(due.Select(alarm => alarm.Owner));
        }

        foreach (var (_, _, bell) in due) bell.SetResult(AlarmReason.Due);
        return [.. due.Select(alarm => alarm.Owner.Split('/')[0])];

        static bool IsForSnapshots((string Owner, DateTimeOffset, TaskCompletionSource<AlarmReason>) alarm) =>
            alarm.Owner.EndsWith("/snapshot", StringComparison.Ordinal);
    }

    public IAlarmClock Create(string job, string activity) => new Alarm(this, $"{job}/{activity}", clock);

    public ValueTask DisposeAsync() => default;

    private sealed class Alarm(YearAlarms owner, string name, TimeProvider clock) : IAlarmClock
    {
        public async Task<AlarmReason> WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation)
        {
            var bell = new TaskCompletionSource<AlarmReason>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (owner._lock)
            {
                if (due <= clock.GetUtcNow())
                {
                    owner._awaited.Add(name); // as if it had rung
                    return AlarmReason.Due;
                }

                owner._set.Add((name, due, bell));
                owner._awaited.Remove(name);
            }

            owner._changed.Set();
            try
            {
                return await bell.Task.WaitAsync(cancellation);
            }
            finally
            {
                lock (owner._lock)
                {
                    // Put off, not rung: a snapshotter by cron does so when a run ends, only to wait for the same time again.
                    if (owner._set.RemoveAll(alarm => alarm.Bell == bell) > 0) owner._awaited.Add(name);
                }
            }
        }
    }
}
