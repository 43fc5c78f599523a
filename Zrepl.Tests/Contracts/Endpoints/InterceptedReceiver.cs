using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>A receiver whose receives do what a test wants.</summary>
internal sealed class InterceptedReceiver(IReceiver inner, Func<ReceiveRequest, Func<Task>, Task> receives) : IReceiver
{
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) => inner.ListFilesystemsAsync(cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner.ListVersionsAsync(filesystem, cancellation);

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner.DestroySnapshotsAsync(filesystem, snapshots, cancellation);

    public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) =>
        receives(request, () => inner.ReceiveAsync(request, stream, cancellation));
}
