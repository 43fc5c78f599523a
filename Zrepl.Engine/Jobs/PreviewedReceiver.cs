using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs;

/// <summary>A receiver that a preview looks at and that it cannot change.</summary>
internal sealed class PreviewedReceiver(IReceiver inner) : IReceiver, IReclaimEstimates
{
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) => inner.ListFilesystemsAsync(cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner is IUntouchedListing untouched ? untouched.LookAtVersionsAsync(filesystem, cancellation) : inner.ListVersionsAsync(filesystem, cancellation);

    public Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner is IReclaimEstimates estimates ? estimates.EstimateReclaimAsync(filesystem, snapshots, cancellation) : Task.FromResult<long?>(null);

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        throw new InvalidOperationException($"A preview was about to destroy {snapshots.Length} snapshots of {filesystem}.");

    public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) =>
        throw new InvalidOperationException($"A preview was about to receive {request.Filesystem}{request.To.RelativeName}.");
}
