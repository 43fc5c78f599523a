using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Transport.Local;

/// <summary>The receiver of a sink job of this process.</summary>
internal sealed class LocalReceiverLink(LocalLink link) : IReceiver, IReclaimEstimates, IPartialStates, IUntouchedListing
{
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => link.WaitAsync(cancellation);

    public async Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) =>
        await link.Receiver().ListFilesystemsAsync(cancellation);

    public async Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        await link.Receiver().ListVersionsAsync(filesystem, cancellation);

    public async Task<ImmutableArray<FilesystemVersion>> LookAtVersionsAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        var receiver = link.Receiver();
        return receiver is IUntouchedListing untouched
            ? await untouched.LookAtVersionsAsync(filesystem, cancellation) : await receiver.ListVersionsAsync(filesystem, cancellation);
    }

    public async Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        link.Receiver() is IReclaimEstimates estimates ? await estimates.EstimateReclaimAsync(filesystem, snapshots, cancellation) : null;

    public async Task DropPartialStateAsync(DatasetPath filesystem, string reason, CancellationToken cancellation)
    {
        if (link.Receiver() is not IPartialStates states) throw new EndpointException("the receiver cannot drop the state of an interrupted receive");
        await states.DropPartialStateAsync(filesystem, reason, cancellation);
    }

    public async Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        await link.Receiver().DestroySnapshotsAsync(filesystem, snapshots, cancellation);

    public async Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) =>
        await link.Receiver().ReceiveAsync(request, stream, cancellation);
}
