using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>Keeps nothing.</summary>
public sealed class NoRecorder : IRunRecorder
{
    private NoRecorder() { }

    /// <summary>The recorder.</summary>
    public static NoRecorder Instance { get; } = new();

    /// <inheritdoc/>
    public void RunStarted(JobName job, JobKind kind, RunningRun run) { }

    /// <inheritdoc/>
    public void RunFinished(FinishedRun run) { }

    /// <inheritdoc/>
    public void PrunePlanned(JobName job, long run, PruneSide side, FilesystemPrunePlan plan) { }

    /// <inheritdoc/>
    public void DatasetSnapshotted(JobName job, SnapshotRow row) { }

    /// <inheritdoc/>
    public void SnapshotsFinished(JobName job, SnapshotRunResult result) { }
}
