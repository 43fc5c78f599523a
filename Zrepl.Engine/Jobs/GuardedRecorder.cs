using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>Passes calls on and keeps exceptions of the history out of the jobs (design D9).</summary>
internal sealed class GuardedRecorder(IRunRecorder recorder, ILogger logger) : IRunRecorder
{
    public void RunStarted(JobName job, JobKind kind, RunningRun run) => Call(() => recorder.RunStarted(job, kind, run));

    public void RunFinished(FinishedRun run) => Call(() => recorder.RunFinished(run));

    public void PrunePlanned(JobName job, long run, PruneSide side, FilesystemPrunePlan plan) =>
        Call(() => recorder.PrunePlanned(job, run, side, plan));

    public void DatasetSnapshotted(JobName job, SnapshotRow row) => Call(() => recorder.DatasetSnapshotted(job, row));

    public void SnapshotsFinished(JobName job, SnapshotRunResult result) => Call(() => recorder.SnapshotsFinished(job, result));

    private void Call(Action call)
    {
        try
        {
            call();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.RecorderFailed(failure);
        }
    }
}
