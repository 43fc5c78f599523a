using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>The snapshots of one job: its snapshotter, told of on its status board, and what follows each round.</summary>
internal sealed class JobSnapshots : ISnapshotterOwner
{
    private readonly JobName _job;
    private readonly JobServices _services;
    private readonly StatusBoard _board;
    private readonly Action<SnapshotRunResult> _finished;
    private readonly ISnapshotter _snapshotter;
    private readonly Signal _changed = new();
    private readonly bool _takesSnapshots;
    private SnapshotTrouble? _trouble;
    private long _lastChange;

    /// <param name="job">The job.</param>
    /// <param name="filesystems">What to snapshot.</param>
    /// <param name="definition">When and how.</param>
    /// <param name="traceTask">Name of the task in traces.</param>
    /// <param name="services">What jobs share.</param>
    /// <param name="board">The job's status.</param>
    /// <param name="finished">Called after each round, whatever its outcome.</param>
    public JobSnapshots(
        JobName job, FilesystemFilter filesystems, SnapshottingDefinition definition, string traceTask, JobServices services, StatusBoard board,
        Action<SnapshotRunResult> finished)
    {
        (_job, _services, _board, _finished) = (job, services, board, finished);
        _takesSnapshots = definition is not SnapshottingDefinition.Manual;
        var target = new HostSnapshotTarget(services.Endpoints.Zfs, filesystems, unmatched => services.Metrics.FilterEvaluated(job.Text, unmatched));
        _snapshotter = services.Snapshotters.Create(
            definition, target, this, services.Alarms.Create(job.Text, "snapshot"), traceTask);
        ReportChanged();
    }

    public bool IsRunning => _snapshotter.IsRunning;

    public DateTimeOffset? NextDue => _snapshotter.NextDue;

    /// <summary>Why the last rounds failed; null if the last one did not.</summary>
    public SnapshotTrouble? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Says what is known from before a restart. Whoever takes no snapshots any more has no trouble with them.</summary>
    public void Remember(SnapshotTrouble? trouble)
    {
        Volatile.Write(ref _trouble, _takesSnapshots ? trouble : null);
        ReportChanged();
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = WatchAsync(ended.Token);
        try
        {
            await _snapshotter.RunAsync(cancellation);
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }
    }

    /// <summary>Returns once no round is under way.</summary>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = _changed.Next;
            if (!IsRunning) return;
            await next.WaitAsync(cancellation);
        }
    }

    public JobAnswer Snapshot() => _snapshotter.SnapshotNow() switch
    {
        SnapshotRequestOutcome.Started => JobAnswer.Done("snapshots are being taken"),
        SnapshotRequestOutcome.Queued => JobAnswer.Queued("snapshots are taken once more after the round under way"),
        SnapshotRequestOutcome.AlreadyQueued => new(JobOutcome.AlreadyPending, "snapshots were asked for already"),
        _ => JobAnswer.NotPossible($"job \"{_job}\" has `snapshotting: type: manual`: without a prefix zrepl cannot name snapshots"),
    };

    public JobAnswer Cancel() => _snapshotter.CancelRun(StopReason.ResetRequested.Text)
        ? JobAnswer.Done("the snapshots under way are cancelled")
        : new(JobOutcome.NotRunning, "no snapshots are being taken");

    public void ReportChanged()
    {
        var report = _snapshotter.Report;
        _board.Change(now => now with
        {
            SnapshotTrouble = Trouble ?? SnapshotTrouble.OfBeginning(report, now.SnapshotTrouble, _services.Clock.GetUtcNow()),
            Snapshotting = report, IsSnapshotting = _snapshotter.IsRunning, NextSnapshotAt = _snapshotter.NextDue,
        });
        Volatile.Write(ref _lastChange, _services.Clock.GetTimestamp());
        _changed.Set();
    }

    // Waits for the next change while no round is under way, so that a job that does nothing costs nothing.
    private async Task WatchAsync(CancellationToken ended)
    {
        var warnAfter = _services.Options.Watchdog.WarnAfter;
        try
        {
            while (true)
            {
                var next = _changed.Next;
                var quiet = IsRunning ? _services.Clock.GetElapsedTime(Volatile.Read(ref _lastChange)) : TimeSpan.Zero;
                ShowHanging(quiet >= warnAfter ? quiet : null);
                if (!IsRunning || quiet >= warnAfter) await next.WaitAsync(ended);
                else await Signal.WaitAsync(next, warnAfter - quiet, _services.Clock, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            ShowHanging(null);
        }
    }

    private void ShowHanging(TimeSpan? quiet) => _board.Change(now => quiet is null == now.HangingSnapshots is null ? now : now with
    {
        HangingSnapshots = quiet is { } time
            ? new(
                $"the round of snapshots does not go on; it waits for: {WaitsFor(now.Snapshotting)}",
                $"Look at it (zrepl status). zrepl signal reset-snapshotting {_job} ends the round; the next one comes by schedule.",
                _services.Clock.GetUtcNow() - time, null)
            : null,
    });

    private static string WaitsFor(SnapshotterReport? report)
    {
        var row = (report?.Periodic?.Progress ?? report?.Cron?.Progress ?? []).FirstOrDefault(row => row.State is SnapshotRowState.Started);
        if (row is null) return "the list of datasets";
        var step = (row.HookSteps ?? []).FirstOrDefault(step => step is { Status: HookStepStatus.Exec, Edge: not HookEdge.Callback });
        return step is null ? $"zfs snapshot of {row.Path}" : $"hook {step.Hook} at {row.Path}";
    }

    public void DatasetFinished(SnapshotRow row)
    {
        _services.Metrics.DatasetSnapshotted(_job.Text, row);
        _services.Recorder.DatasetSnapshotted(_job, row);
    }

    public void RunFinished(SnapshotRunResult result)
    {
        Volatile.Write(ref _trouble, SnapshotTrouble.After(Trouble, result, _job));
        ReportChanged();
        if (result.Outcome == SnapshotRunOutcome.Succeeded) _services.Metrics.SnapshotsSucceeded(_job.Text, result.FinishedAt);
        _services.Recorder.SnapshotsFinished(_job, result);
        _finished(result);
    }
}
