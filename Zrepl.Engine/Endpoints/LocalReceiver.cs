using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// Receives datasets of one sender below one root of this host. Whatever a peer names is put below that root by construction (spec B9).
/// </summary>
public sealed class LocalReceiver(EndpointServices services, ReceiverOptions options) : IReceiver, IReclaimEstimates, IPartialStates, IUntouchedListing
{
    private const string ResumeToken = "receive_resume_token";
    private const string InitialReceiveSuffix = ".zrepl.initial-recv"; // made by Go zrepl's workaround for encrypted placeholders

    private static readonly string[] ListedProperties = [Placeholder.Property.Text, ResumeToken];

    private readonly ILogger _logger = services.Loggers.CreateLogger<LocalReceiver>();
    private readonly InventoryView _inventory = new(services.Zfs, services.Clock);
    private readonly ReceiveStep _step = new(services, options);
    private readonly ReceivedLeftovers _leftovers = new(services, options.Job);

    /// <inheritdoc/>
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation)
    {
        using var span = Tracer.StartSpan("list filesystems");

        await RequireRootAsync(services.Zfs, options.RootFilesystem, cancellation);
        DatasetPath[] roots = [options.ClientRoot];
        var listed = await _inventory.RefreshAsync(roots, cancellation);
        var properties = await services.Zfs.PropertyReader.ReadTreeAsync(roots, ListedProperties, cancellation);
        return [.. listed.Datasets.Select(d => d.Path).Where(IsShown).Select(Describe).OfType<EndpointFilesystem>()];

        bool IsShown(DatasetPath path) => path.IsBelow(options.ClientRoot) && !path.Text.EndsWith(InitialReceiveSuffix, StringComparison.Ordinal);

        EndpointFilesystem? Describe(DatasetPath path)
        {
            if (properties.Find(path.Text, Placeholder.Property.Text) is not { } mark) return null; // vanished between the two listings
            var token = properties.Find(path.Text, ResumeToken)?.Value;
            return new(path.RelativeTo(options.ClientRoot), Placeholder.IsPlaceholder(path, mark), token is null or "" or "-" ? null : token);
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        var local = Locate(filesystem);
        return ZfsFailures.ExplainAsync("list versions", async () =>
        {
            var versions = await _inventory.VersionsOfAsync(local, cancellation);
            return await _inventory.ChangeAsync(local, () => _leftovers.ReleaseAsync(local, versions, cancellation))
                ? await _inventory.VersionsOfAsync(local, cancellation)
                : versions;
        });
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FilesystemVersion>> LookAtVersionsAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        var local = Locate(filesystem);
        return ZfsFailures.ExplainAsync(
            "list versions", async () => await _leftovers.WithoutAsync(local, await _inventory.VersionsOfAsync(local, cancellation), cancellation));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        SnapshotDestruction.RunAsync(services.Zfs.SnapshotDestroyer, Locate(filesystem), snapshots, _inventory, cancellation);

    /// <inheritdoc/>
    public Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
        services.Zfs.Reclaim.EstimateAsync(Locate(filesystem), [.. snapshots.Select(snapshot => snapshot.Name)], cancellation);

    /// <inheritdoc/>
    public async Task DropPartialStateAsync(DatasetPath filesystem, string reason, CancellationToken cancellation)
    {
        var local = Locate(filesystem);
        await ZfsFailures.ExplainAsync("drop the state of an interrupted receive", async () =>
        {
            var snapshots = await services.Zfs.Versions.ListAsync(local, VersionKinds.Snapshots, cancellation);
            if (snapshots.IsEmpty) throw new EndpointException($"{local} has no snapshots: what an interrupted receive left there would take the dataset with it");
            await services.Zfs.Receiver.AbortAsync(local, cancellation);
        });
        _logger.DroppedPartialState(local, reason);
    }

    /// <inheritdoc/>
    public async Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation)
    {
        if (!request.To.IsSnapshot) throw new EndpointException("`To` must be a snapshot");
        var local = Locate(request.Filesystem);
        if (NameRules.ProblemIn(request.To.On(local), EntityKind.Snapshot) is { } problem)
            throw new EndpointException($"`To` invalid: {request.To.On(local)}: {problem}");
        var throttled = options.Throttle?.Invoke(stream, request.Watch) ?? stream;
        var end = new CommandEnd(services.Zfs, local, isReceiver: true);
        request.Watch?.GoesTo(end);

        // Before anything is touched: does the stream come at all, and does it bring what was announced? A stream that fails here throws its own error.
        var head = await StreamHead.ReadAsync(throttled, cancellation);
        await ZfsFailures.ExplainAsync("receive", () => _inventory.ChangeAsync(local, () => _step.RunAsync(request, local, head, throttled, end, cancellation)));
    }

    /// <summary>Tells "the pool is not imported" from "nothing received yet".</summary>
    /// <exception cref="EndpointException">The root is not there.</exception>
    internal static async Task RequireRootAsync(ZfsHost zfs, DatasetPath root, CancellationToken cancellation)
    {
        if (!await zfs.Datasets.ExistsAsync(root, cancellation))
            throw new EndpointException($"root_fs \"{root}\" does not exist. Import its pool or create it: zfs create -o mountpoint=none {root}", FailureCategory.NeedsAction);
    }

    private DatasetPath Locate(DatasetPath filesystem)
    {
        try
        {
            return options.ClientRoot.Append(filesystem);
        }
        catch (InvalidNameException illegal)
        {
            throw new EndpointException($"`Filesystem` invalid: {illegal.Message}", FailureCategory.Permanent, illegal);
        }
    }
}
