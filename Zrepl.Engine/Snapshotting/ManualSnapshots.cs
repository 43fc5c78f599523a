using Zrepl.Engine.Snapshotting.Reports;

namespace Zrepl.Engine.Snapshotting;

/// <summary>The snapshotter of a job with <c>type: manual</c>: others take the snapshots.</summary>
internal sealed class ManualSnapshots : ISnapshotter
{
    /// <inheritdoc/>
    public SnapshotterReport Report => SnapshotterReport.OfManual;

    /// <inheritdoc/>
    public DateTimeOffset? NextDue => null;

    /// <inheritdoc/>
    public bool IsRunning => false;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource();
        await using var _ = cancellation.Register(ended.SetResult);
        await ended.Task;
    }

    /// <inheritdoc/>
    public SnapshotRequestOutcome SnapshotNow() => SnapshotRequestOutcome.NotConfigured;

    /// <inheritdoc/>
    public bool CancelRun(string reason) => false;
}
