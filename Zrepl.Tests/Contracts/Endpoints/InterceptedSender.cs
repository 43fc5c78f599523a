using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>A sender behind a connection that does to streams and confirmations what a test wants.</summary>
internal sealed class InterceptedSender(ISender inner) : ISender
{
    /// <summary>What happens to each stream.</summary>
    public Func<SendRequest, Stream, Stream> Streams { get; init; } = (_, stream) => stream;

    /// <summary>What happens to each confirmation.</summary>
    public Func<SendRequest, Func<Task>, Task> Confirmations { get; init; } = (_, confirm) => confirm();

    /// <summary>All requests whose streams were opened.</summary>
    public List<SendRequest> Sent { get; } = [];

    public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) => inner.ListFilesystemsAsync(cancellation);

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner.ListVersionsAsync(filesystem, cancellation);

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        inner.DestroySnapshotsAsync(filesystem, snapshots, cancellation);

    public Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation) => inner.EstimateAsync(request, cancellation);

    public async Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        var stream = await inner.SendAsync(request, cancellation);
        lock (Sent) Sent.Add(request);
        return new(Streams(request, stream.Content), stream.UsedResumeToken, stream.ExpectedBytes);
    }

    public Task ConfirmAsync(SendRequest request, CancellationToken cancellation) =>
        Confirmations(request, () => inner.ConfirmAsync(request, cancellation));

    public Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        inner.ReplicationCursorAsync(filesystem, cancellation);

    public Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) => inner.HasLeftoversAsync(filesystem, cancellation);
}
