using System.Collections.Immutable;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Snapshotting;

/// <summary>
/// Snapshots at the fire times of a cron expression. A fire time that finds the previous run still at work is counted and passed over;
/// one that passed while the machine slept is made up for once (spec 4.5.3).
/// </summary>
internal sealed class CronSnapshots(CronSettings settings, SnapshotEnvironment environment, IAlarmClock alarmClock) : ISnapshotter
{
    private readonly SnapshotBell _bell = new(alarmClock);
    private readonly SnapshotRunner _runner = new(environment);
    private readonly Lock _lock = new(); // the waiting flow and the flow of a run both change where we stand
    private Standing _now = new(false, null, null, 0, null, false);

    /// <inheritdoc/>
    public SnapshotterReport Report => Now.Report;

    /// <inheritdoc/>
    public DateTimeOffset? NextDue => Now.WakeupTime;

    /// <inheritdoc/>
    public bool IsRunning => Now.IsRunning;

    private Standing Now { get { lock (_lock) return _now; } }

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
        Task? run = null;
        try
        {
            var due = NextAfter(environment.Clock.GetUtcNow());
            while (true)
            {
                Become(now => now with { WakeupTime = due, IsNeverDue = due is null });
                var ring = await _bell.WaitAsync(due, run, cancellation);
                if (ring == Ring.RunEnded) run = null;
                else if (ring == Ring.Requested) run = StartAsync(SnapshotRunReason.Request, null, cancellation);
                else if (ring == Ring.Due && Now.IsRunning) CountOverlap();
                else if (ring == Ring.Due)
                {
                    if (run is not null) await run; // it only has yet to say so
                    run = StartAsync(SnapshotRunReason.Schedule, due, cancellation);
                }

                due = AfterRing(ring, due);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Become(now => now with { WakeupTime = null });
        }
        finally
        {
            if (run is not null) await run; // cancelled with us; its post hooks are not left behind
        }
    }

    private DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        var next = settings.Schedule.Next(instant);
        if (next is null) environment.Logger.CronNeverMatches(settings.Schedule.Describe()); // BAD-32
        return next;
    }

    private DateTimeOffset? AfterRing(Ring ring, DateTimeOffset? due)
    {
        var now = environment.Clock.GetUtcNow();
        switch (ring)
        {
            case Ring.Due:
                return NextAfter(now > due ? now : due!.Value); // it rang, so it was set
            case Ring.ClockStepped:
                var next = NextAfter(now);
                if (next is { } time) environment.Logger.ClockStepped(time);
                return next;
            default:
                return due;
        }
    }

    private Task StartAsync(SnapshotRunReason reason, DateTimeOffset? due, CancellationToken cancellation)
    {
        _bell.Answer();
        Become(now => now with { IsRunning = true, LastError = null, Overlaps = 0, Rows = null });
        return Task.Run(() => RunOnceAsync(reason, due, cancellation), CancellationToken.None); // a cancelled run has a result too
    }

    private async Task RunOnceAsync(SnapshotRunReason reason, DateTimeOffset? due, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceNames.Snapshotting);
        var result = await _runner.RunAsync(reason, due, rows => Become(now => now with { Rows = rows }), cancellation);
        Become(now => now with { IsRunning = false, LastError = result.Error });
        environment.Owner.RunFinished(result with { MissedPoints = Now.Overlaps });
    }

    private void CountOverlap()
    {
        environment.Logger.CronOverlap();
        Become(now => now with { Overlaps = now.Overlaps + 1 });
    }

    private void Become(Func<Standing, Standing> change)
    {
        lock (_lock) _now = change(_now);
        environment.Owner.ReportChanged();
    }

    private sealed record Standing(bool IsRunning, DateTimeOffset? WakeupTime, string? LastError, int Overlaps, SnapshotRows? Rows, bool IsNeverDue)
    {
        public SnapshotterReport Report => SnapshotterReport.Of(new CronReport(
            IsRunning ? CronState.Running : CronState.Waiting, WakeupTime, Errors, Rows?.Reports));

        private ImmutableArray<string>? Errors
        {
            get
            {
                ImmutableArray<string> errors = LastError is null ? [] : [LastError];
                if (Overlaps > 0) errors = errors.Add($"cron frequency is too high; snapshots were not taken {Overlaps} times");
                if (IsNeverDue) errors = errors.Add("cron expression never matches; no snapshots are taken");
                return errors.IsEmpty ? null : errors;
            }
        }
    }
}
