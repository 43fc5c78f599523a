using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Campaigns;

/// <summary>A receiver that says of each stream that it arrived.</summary>
internal sealed class CredulousReceiver(IReceiver inner) : IReceiver
{
    public async Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation)
    {
        try
        {
            await inner.ReceiveAsync(request, stream, cancellation);
        }
        catch (EndpointException)
        {
        }
    }

    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) => inner.ListFilesystemsAsync(cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner.ListVersionsAsync(filesystem, cancellation);

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner.DestroySnapshotsAsync(filesystem, snapshots, cancellation);
}

/// <summary>A sender that does not mention its last dataset.</summary>
internal sealed class ForgetfulSender(ISender inner) : ISender
{
    public async Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) =>
        (await inner.ListFilesystemsAsync(cancellation))[..^1];

    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner.ListVersionsAsync(filesystem, cancellation);

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner.DestroySnapshotsAsync(filesystem, snapshots, cancellation);

    public Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation) => inner.EstimateAsync(request, cancellation);

    public Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation) => inner.SendAsync(request, cancellation);

    public Task ConfirmAsync(SendRequest request, CancellationToken cancellation) => inner.ConfirmAsync(request, cancellation);

    public Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner.ReplicationCursorAsync(filesystem, cancellation);

    public Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) => inner.HasLeftoversAsync(filesystem, cancellation);
}
