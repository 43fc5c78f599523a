using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>What jobs would do, computed by the code that does it (promise 2 of the design). Also for definitions that are being edited.</summary>
public sealed class JobPreview
{
    private readonly JobServices _services;

    internal JobPreview(JobServices services) => _services = services;

    /// <summary>The datasets of this host that a push, source or snap job would snapshot and send.</summary>
    public async Task<ImmutableArray<DatasetPath>> FilesystemsAsync(JobDefinition job, CancellationToken cancellation) => job switch
    {
        PushJobDefinition push => await Target(push.Filesystems).ListFilesystemsAsync(cancellation),
        SourceJobDefinition source => await Target(source.Filesystems).ListFilesystemsAsync(cancellation),
        SnapJobDefinition snap => await Target(snap.Filesystems).ListFilesystemsAsync(cancellation),
        _ => [],
    };

    /// <summary>What pruning one side of a job would keep and destroy now, with reasons.</summary>
    /// <param name="job">The job.</param>
    /// <param name="side">The side; <see cref="PruneSide.Local"/> for a snap job.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">A side could not be listed, or the job does not prune that side.</exception>
    public async Task<ImmutableArray<FilesystemPrunePlan>> PruningAsync(JobDefinition job, PruneSide side, CancellationToken cancellation)
    {
        switch (job)
        {
            case SnapJobDefinition snap when side == PruneSide.Local:
                var datasets = _services.SenderOf(new(snap.Name, snap.Filesystems, new()));
                return await ComputeAsync(side, datasets, datasets, snap.Keep, cancellation);
            case PushJobDefinition push when side != PruneSide.Local:
                await using (var sink = _services.ConnecterFor(push.Connect).ConnectToSink(push.Connect, push.Name))
                    return await BothAsync(side, Sender(push), sink.Endpoint, push.Pruning, cancellation);
            case PullJobDefinition pull when side != PruneSide.Local:
                await using (var source = _services.ConnecterFor(pull.Connect).ConnectToSource(pull.Connect, pull.Name))
                    return await BothAsync(side, source.Endpoint, Receiver(pull), pull.Pruning, cancellation);
            default:
                throw new EndpointException($"job \"{job.Name}\" of type {job.Type} does not prune this side ({side})");
        }
    }

    private Task<ImmutableArray<FilesystemPrunePlan>> BothAsync(
        PruneSide side, ISender sender, IReceiver receiver, PruningDefinition pruning, CancellationToken cancellation) =>
        side == PruneSide.Sender
            ? ComputeAsync(side, sender, sender, pruning.KeepSender, cancellation)
            : ComputeAsync(side, receiver, sender, pruning.KeepReceiver, cancellation);

    private Task<ImmutableArray<FilesystemPrunePlan>> ComputeAsync(
        PruneSide side, IEndpoint target, ISender history, RetentionPolicy rules, CancellationToken cancellation) =>
        PrunePreview.ComputeAsync(new(side, target, history, rules, _services.InUse), _services.Clock, cancellation);

    private ISender Sender(PushJobDefinition push) =>
        _services.SenderOf(EndpointOptions.OfSender(push.Name, push.Filesystems, push.Send, _services) with { FilterEvaluated = null });

    private IReceiver Receiver(PullJobDefinition pull) =>
        _services.ReceiverOf(EndpointOptions.OfReceiver(pull.Name, pull.RootFs, pull.RootFs, pull.Receive, _services));

    private HostSnapshotTarget Target(Filters.FilesystemFilter filter) => new(_services.Endpoints.Zfs, filter);
}
