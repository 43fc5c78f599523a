using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs;

/// <summary>A sink job's receiver as one client sees it.</summary>
/// <param name="inner">The receiver below the client's root.</param>
/// <param name="client">The client.</param>
/// <param name="received">Told of each snapshot that was received whole, with the dataset as the client names it.</param>
internal sealed class ServedReceiver(IReceiver inner, ServedClient client, Action<DatasetPath, FilesystemVersion> received) : IReceiver, IReclaimEstimates
{
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) =>
        client.HandleAsync("ListFilesystems", "list filesystems", token => inner.ListFilesystemsAsync(token), cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        client.HandleAsync("ListFilesystemVersions", $"list {filesystem}", token => inner.ListVersionsAsync(filesystem, token), cancellation);

    // Within one process only: over the wire nobody can ask this.
    public Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner is IReclaimEstimates estimates ? estimates.EstimateReclaimAsync(filesystem, snapshots, cancellation) : Task.FromResult<long?>(null);

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) => client.HandleAsync(
        "DestroySnapshots", $"destroy {snapshots.Length} snapshots of {filesystem}",
        token => inner.DestroySnapshotsAsync(filesystem, snapshots, token), cancellation);

    public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) =>
        client.ReceiveAsync("Receive", $"receive {request.Filesystem}{request.To.RelativeName}", async served =>
        {
            await inner.ReceiveAsync(request, new CountingStream(stream, served.Count), served.Token);
            received(request.Filesystem, request.To);
            return true;
        }, cancellation);
}
