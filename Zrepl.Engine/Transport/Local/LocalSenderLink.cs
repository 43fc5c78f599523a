using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Transport.Local;

/// <summary>The sender of a source job of this process.</summary>
internal sealed class LocalSenderLink(LocalLink link) : ISender, IReclaimEstimates, IStepHolds
{
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => link.WaitAsync(cancellation);

    public async Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) =>
        await link.Sender().ListFilesystemsAsync(cancellation);

    public async Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        await link.Sender().ListVersionsAsync(filesystem, cancellation);

    public async Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        link.Sender() is IReclaimEstimates estimates ? await estimates.EstimateReclaimAsync(filesystem, snapshots, cancellation) : null;

    public async Task<ImmutableHashSet<ulong>> StepHeldAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        link.Sender() is IStepHolds holds ? await holds.StepHeldAsync(filesystem, cancellation) : [];

    public async Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        await link.Sender().DestroySnapshotsAsync(filesystem, snapshots, cancellation);

    public async Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation) =>
        await link.Sender().EstimateAsync(request, cancellation);

    public async Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation) =>
        await link.Sender().SendAsync(request, cancellation);

    public async Task ConfirmAsync(SendRequest request, CancellationToken cancellation) => await link.Sender().ConfirmAsync(request, cancellation);

    public async Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        await link.Sender().ReplicationCursorAsync(filesystem, cancellation);

    public async Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        await link.Sender().HasLeftoversAsync(filesystem, cancellation);
}
