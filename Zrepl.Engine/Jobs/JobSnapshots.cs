using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Snapshotting;

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
        var target = new HostSnapshotTarget(services.Endpoints.Zfs, filesystems, unmatched => services.Metrics.FilterEvaluated(job.Text, unmatched));
        _snapshotter = services.Snapshotters.Create(
            definition, target, this, services.Alarms.Create(job.Text, "snapshot"), traceTask);
        ReportChanged();
    }

    public bool IsRunning => _snapshotter.IsRunning;

    public DateTimeOffset? NextDue => _snapshotter.NextDue;

    public Task RunAsync(CancellationToken cancellation) => _snapshotter.RunAsync(cancellation);

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
        _board.Change(now => now with
        {
            Snapshotting = _snapshotter.Report, IsSnapshotting = _snapshotter.IsRunning, NextSnapshotAt = _snapshotter.NextDue,
        });
        _changed.Set();
    }

    public void DatasetFinished(SnapshotRow row)
    {
        _services.Metrics.DatasetSnapshotted(_job.Text, row);
        _services.Recorder.DatasetSnapshotted(_job, row);
    }

    public void RunFinished(SnapshotRunResult result)
    {
        ReportChanged();
        _services.Recorder.SnapshotsFinished(_job, result);
        _finished(result);
    }
}
