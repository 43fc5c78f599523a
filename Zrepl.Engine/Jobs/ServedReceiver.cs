using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs;

/// <summary>A sink job's receiver as one client sees it.</summary>
/// <param name="inner">The receiver below the client's root.</param>
/// <param name="client">The client.</param>
/// <param name="received">Told of each snapshot that was received whole, with the dataset as the client names it.</param>
internal sealed class ServedReceiver(IReceiver inner, ServedClient client, Action<DatasetPath, FilesystemVersion> received) : IReceiver, IReclaimEstimates, IPartialStates, IUntouchedListing
{
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) =>
        client.HandleAsync("ListFilesystems", "list filesystems", token => inner.ListFilesystemsAsync(token), cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        client.HandleAsync("ListFilesystemVersions", $"list {filesystem}", token => inner.ListVersionsAsync(filesystem, token), cancellation);

    // Within one process only, as the next two: over the wire nobody can ask this.
    public Task<ImmutableArray<FilesystemVersion>> LookAtVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) => client.HandleAsync(
        "ListFilesystemVersions", $"look at {filesystem}",
        token => inner is IUntouchedListing untouched ? untouched.LookAtVersionsAsync(filesystem, token) : inner.ListVersionsAsync(filesystem, token), cancellation);

    public Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner is IReclaimEstimates estimates ? estimates.EstimateReclaimAsync(filesystem, snapshots, cancellation) : Task.FromResult<long?>(null);

    public Task DropPartialStateAsync(DatasetPath filesystem, string reason, CancellationToken cancellation) => inner is IPartialStates states
        ? states.DropPartialStateAsync(filesystem, reason, cancellation)
        : throw new EndpointException("the receiver cannot drop the state of an interrupted receive");

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) => client.HandleAsync(
        "DestroySnapshots", $"destroy {snapshots.Length} snapshots of {filesystem}",
        token => inner.DestroySnapshotsAsync(filesystem, snapshots, token), cancellation);

    public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation)
    {
        var subject = new StreamSubject(request.Filesystem.Text, request.To.RelativeName);
        var watch = request.Watch ?? new();
        return client.ReceiveAsync("Receive", subject, watch, async (served, token) =>
        {
            // Bytes that come within this process are counted by the job that sends them.
            await inner.ReceiveAsync(request with { Watch = watch }, new CountingStream(stream, served.Count, stream is CountingStream ? null : watch), token);
            received(request.Filesystem, request.To);
            return true;
        }, cancellation);
    }
}
