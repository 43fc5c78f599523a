using Zrepl.Engine.Schedules;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Snapshotting;

/// <summary>
/// Snapshots every interval, on a grid that continues the rhythm of the snapshots that are already there and never drifts. Points that
/// pass while the machine sleeps or a run takes long are counted, not made up for (spec 4.4).
/// </summary>
internal sealed class PeriodicSnapshots(PeriodicSettings settings, SnapshotEnvironment environment, IAlarmClock alarmClock) : ISnapshotter
{
    private readonly SnapshotBell _bell = new(alarmClock);
    private readonly SnapshotRunner _runner = new(environment);
    private Standing _now = new(PeriodicState.SyncUp, null, "", null, 0); // replaced by the one flow of RunAsync, read by everybody

    /// <inheritdoc/>
    public SnapshotterReport Report => Volatile.Read(ref _now).Report;

    /// <inheritdoc/>
    public DateTimeOffset? NextDue => Volatile.Read(ref _now) is { IsWaiting: true } now ? now.SleepUntil : null;

    /// <inheritdoc/>
    public bool IsRunning => Volatile.Read(ref _now).IsRunning;

    /// <inheritdoc/>
    public SnapshotRequestOutcome SnapshotNow()
    {
        var isRunning = IsRunning;
        if (!_bell.TryRequest()) return SnapshotRequestOutcome.AlreadyQueued;
        return isRunning ? SnapshotRequestOutcome.Queued : SnapshotRequestOutcome.Started;
    }

    /// <inheritdoc/>
    public bool CancelRun(string reason) => _runner.Cancel(reason);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(settings.TraceTask);
        using var span = Tracer.StartSpan(TraceNames.SnapperRun);
        try
        {
            var due = await SyncUpAsync(cancellation);
            var grid = new PeriodicGridSchedule(due, settings.Interval);
            while (true) due = await NextAsync(grid, due, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Become(_now with { State = PeriodicState.Stopped, Error = "stopped" });
        }
    }

    private async Task<DateTimeOffset> SyncUpAsync(CancellationToken cancellation)
    {
        var (found, error) = await new SyncUp(settings, environment).FindAsync(cancellation);
        if (found is { } at)
        {
            Become(_now with { SleepUntil = at });
            return at;
        }

        environment.Logger.SnapshottingFailed(error!); // there is one whenever nothing was found
        var next = environment.Clock.GetUtcNow() + settings.Interval;
        Become(_now with { State = PeriodicState.SyncUpErrWait, SleepUntil = next, Error = error! }); // likewise
        return next;
    }

    private async Task<DateTimeOffset> NextAsync(PeriodicGridSchedule grid, DateTimeOffset due, CancellationToken cancellation)
    {
        // The alarm clock notices steps made while it waits; this one was made since the time was worked out.
        if (IsOutOfReach(due)) return Reconsider(grid, due);
        switch (await _bell.WaitAsync(due, null, cancellation))
        {
            case Ring.Due:
                return await RunOnceAsync(grid, SnapshotRunReason.Schedule, due, cancellation);
            case Ring.Requested:
                return await RunOnceAsync(grid, SnapshotRunReason.Request, due, cancellation);
            default:
                return Reconsider(grid, due);
        }
    }

    private async Task<DateTimeOffset> RunOnceAsync(PeriodicGridSchedule grid, SnapshotRunReason reason, DateTimeOffset due, CancellationToken cancellation)
    {
        _bell.Answer();
        var isScheduled = reason == SnapshotRunReason.Schedule;
        Become(_now with { State = PeriodicState.Planning });
        var result = await _runner.RunAsync(
            reason, isScheduled ? due : null, rows => Become(_now with { State = PeriodicState.Snapshotting, Rows = rows, Error = "" }), cancellation);

        var now = environment.Clock.GetUtcNow();
        var next = NextAfter(grid, now);
        var missed = MissedPoints(isScheduled ? due + settings.Interval : due, now); // a run that was asked for does not stand for the point
        if (missed > 0) environment.Logger.PointsMissed(missed, next);
        var isFine = result.Outcome == SnapshotRunOutcome.Succeeded;
        Become(_now with
        {
            State = isFine ? PeriodicState.Waiting : PeriodicState.ErrorWait, SleepUntil = next, Error = result.Error ?? "",
            MissedPoints = _now.MissedPoints + missed,
        });
        environment.Owner.RunFinished(result with { MissedPoints = missed });
        return next;
    }

    // A clock that was set back by a month must not stop snapshots for a month (spec 4.8).
    private DateTimeOffset Reconsider(PeriodicGridSchedule grid, DateTimeOffset due)
    {
        var next = IsOutOfReach(due) ? NextAfter(grid, environment.Clock.GetUtcNow()) : due;
        environment.Logger.ClockStepped(next);
        Become(_now with { SleepUntil = next });
        return next;
    }

    // Nothing is ever planned further ahead than one interval.
    private bool IsOutOfReach(DateTimeOffset due) => due > environment.Clock.GetUtcNow() + settings.Interval;

    private int MissedPoints(DateTimeOffset first, DateTimeOffset now) =>
        now < first ? 0 : (int)Math.Min((now - first).Ticks / settings.Interval.Ticks + 1, int.MaxValue);

    private static DateTimeOffset NextAfter(PeriodicGridSchedule grid, DateTimeOffset now) =>
        grid.Next(now) ?? throw new InvalidOperationException($"there is no point of the grid after {now:O}"); // only at the end of the year 9999

    private void Become(Standing next)
    {
        var before = _now;
        Volatile.Write(ref _now, next);
        if (before.State != next.State) environment.Logger.StateChanged($"{before.State}=>{next.State}");
        environment.Owner.ReportChanged();
    }

    private sealed record Standing(PeriodicState State, DateTimeOffset? SleepUntil, string Error, SnapshotRows? Rows, int MissedPoints)
    {
        public bool IsRunning => State is PeriodicState.Planning or PeriodicState.Snapshotting;

        public bool IsWaiting => !IsRunning && State != PeriodicState.Stopped;

        public SnapshotterReport Report =>
            SnapshotterReport.Of(new PeriodicReport(State, SleepUntil, Error, Rows?.Reports) { MissedPoints = MissedPoints });
    }
}
