using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs;

/// <summary>A source job's sender as one client sees it.</summary>
internal sealed class ServedSender(ISender inner, ServedClient client) : ISender, IReclaimEstimates, IStepHolds
{
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) =>
        client.HandleAsync("ListFilesystems", "list filesystems", token => inner.ListFilesystemsAsync(token), cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        client.HandleAsync("ListFilesystemVersions", $"list {filesystem}", token => inner.ListVersionsAsync(filesystem, token), cancellation);

    // Within one process only: over the wire nobody can ask this.
    public Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner is IReclaimEstimates estimates ? estimates.EstimateReclaimAsync(filesystem, snapshots, cancellation) : Task.FromResult<long?>(null);

    public async Task<ImmutableHashSet<ulong>> StepHeldAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner is IStepHolds holds ? await holds.StepHeldAsync(filesystem, cancellation) : [];

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) => client.HandleAsync(
        "DestroySnapshots", $"destroy {snapshots.Length} snapshots of {filesystem}",
        token => inner.DestroySnapshotsAsync(filesystem, snapshots, token), cancellation);

    public Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation) =>
        client.HandleAsync("SendDry", $"estimate {request.Filesystem}{request.To.RelativeName}", token => inner.EstimateAsync(request, token), cancellation);

    public Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        var subject = new StreamSubject(request.Filesystem.Text, request.To.RelativeName);
        var watch = request.Watch ?? new();
        return client.SendAsync("Send", subject, watch, token => inner.SendAsync(request with { Watch = watch }, token), cancellation);
    }

    public Task ConfirmAsync(SendRequest request, CancellationToken cancellation) =>
        client.HandleAsync("SendCompleted", $"confirm {request.Filesystem}{request.To.RelativeName}", async token =>
        {
            await inner.ConfirmAsync(request, token);
            return true;
        }, cancellation);

    public Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        client.HandleAsync("ReplicationCursor", $"cursor of {filesystem}", token => inner.ReplicationCursorAsync(filesystem, token), cancellation);

    public Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) => inner.HasLeftoversAsync(filesystem, cancellation);
}
