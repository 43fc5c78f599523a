using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// One dataset of one side as it will be, for the pruner's planner to look at: it plans as it does with the real side. Nothing can be sent, received or
/// destroyed here.
/// </summary>
internal sealed class ForecastSide(DatasetPath path) : ISender, IReceiver
{
    private readonly EndpointFilesystem _filesystem = new(path, false, null);
    private ulong _newestTxg;

    /// <summary>Its versions, oldest first.</summary>
    public ImmutableArray<FilesystemVersion> Versions { get; set; } = [];

    /// <summary>Of the sender: guid at the job's cursor.</summary>
    public ulong? Cursor { get; set; }

    /// <summary>Adds a version as the newest.</summary>
    public void Add(FilesystemVersion version)
    {
        // Not that of one which was the newest and is gone: it would pass for it.
        _newestTxg = Versions.Aggregate(_newestTxg, (newest, one) => Math.Max(newest, one.CreateTxg)) + 1;
        Versions = Versions.Add(version with { CreateTxg = _newestTxg });
    }

    public Task WaitForConnectivityAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) =>
        Task.FromResult(ImmutableArray.Create(_filesystem));

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) => Task.FromResult(Versions);

    public Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation) => Task.FromResult(Cursor);

    public Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) => Task.FromResult(false);

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) => throw OnlyLooks();

    public Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation) => throw OnlyLooks();

    public Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation) => throw OnlyLooks();

    public Task ConfirmAsync(SendRequest request, CancellationToken cancellation) => throw OnlyLooks();

    public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) => throw OnlyLooks();

    private static NotSupportedException OnlyLooks() => new("A forecast only looks.");
}
