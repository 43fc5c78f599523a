namespace Zrepl.Engine.Snapshotting;

/// <summary>
/// The job a snapshotter belongs to. Called on the snapshotter's own flow, so every method must return quickly and must not wait for the
/// snapshotter. What a method throws is logged and goes no further.
/// </summary>
public interface ISnapshotterOwner
{
    /// <summary><see cref="ISnapshotter.Report"/> has a new value. Comes often; look at it when there is a reason to.</summary>
    void ReportChanged();

    /// <summary>
    /// One dataset is done, for the history: here the row still has the hooks' output as far as it was captured, up to
    /// <c>ZREPL_MAX_HOOK_LOG_SIZE</c> for each step.
    /// </summary>
    void DatasetFinished(SnapshotRow row);

    /// <summary>
    /// A run is over. Called exactly once for each run, whatever its outcome, and before the snapshotter waits for the next: this is when a
    /// push job replicates and a snap job prunes. Remembering it while the job is busy is the job's duty (BAD-19).
    /// </summary>
    void RunFinished(SnapshotRunResult result);
}
