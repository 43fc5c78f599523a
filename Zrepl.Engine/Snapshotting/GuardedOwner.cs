using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Passes calls on to the owner and keeps its exceptions out of the snapshotter: a fault there must not stop snapshots.</summary>
internal sealed class GuardedOwner(ISnapshotterOwner owner, ILogger logger)
{
    public void ReportChanged() => Call(owner.ReportChanged);

    public void DatasetFinished(SnapshotRow row) => Call(() => owner.DatasetFinished(row));

    public void RunFinished(SnapshotRunResult result) => Call(() => owner.RunFinished(result));

    private void Call(Action call)
    {
        try
        {
            call();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.OwnerFailed(failure);
        }
    }
}
