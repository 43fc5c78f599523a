using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>A finished run with all its reports, for the history.</summary>
/// <param name="Job">The job.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Result">The run in figures.</param>
/// <param name="Replication">Push, pull; else null.</param>
/// <param name="PruningSender">Push, pull; null if it did not come to it.</param>
/// <param name="PruningReceiver">Push, pull; null if it did not come to it.</param>
/// <param name="Pruning">Snap; null if it did not come to it.</param>
public sealed record FinishedRun(
    JobName Job, JobKind Kind, RunResult Result, ReplicationReport? Replication, PruneReport? PruningSender, PruneReport? PruningReceiver,
    PruneReport? Pruning);

/// <summary>
/// Hears what jobs did, for the history (design D9). Called in the flow of the job: every method returns at once and throws nothing; a
/// recorder that falls behind drops and says so. Also called from several threads at once.
/// </summary>
public interface IRunRecorder
{
    /// <summary>A run began.</summary>
    void RunStarted(JobName job, JobKind kind, RunningRun run);

    /// <summary>A run ended, whatever came of it. Every run that began ends exactly once, unless the process dies.</summary>
    void RunFinished(FinishedRun run);

    /// <summary>A filesystem is about to be pruned: every snapshot with the reason to keep or destroy it.</summary>
    void PrunePlanned(JobName job, long run, PruneSide side, FilesystemPrunePlan plan);

    /// <summary>A dataset was snapshotted, with the output of its hooks.</summary>
    void DatasetSnapshotted(JobName job, SnapshotRow row);

    /// <summary>A round of snapshots ended.</summary>
    void SnapshotsFinished(JobName job, SnapshotRunResult result);
}
