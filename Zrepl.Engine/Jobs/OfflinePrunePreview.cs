using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// What pruning would do now, without an engine: computed by the pruner's own planner from the definitions of jobs and the ZFS of this machine.
/// Only sides that need no connection; those behind <c>type: local</c> are on this machine too.
/// </summary>
/// <param name="endpoints">ZFS of this machine.</param>
/// <param name="jobs">All jobs of the configuration.</param>
public sealed class OfflinePrunePreview(EndpointServices endpoints, IReadOnlyCollection<JobDefinition> jobs)
{
    /// <summary>The sides a job prunes.</summary>
    public static ImmutableArray<PruneSide> SidesOf(JobDefinition job) => job switch
    {
        PushJobDefinition or PullJobDefinition => [PruneSide.Sender, PruneSide.Receiver],
        SnapJobDefinition => [PruneSide.Local],
        _ => [],
    };

    /// <summary>What would be kept and destroyed, in order of path.</summary>
    /// <param name="job">The job.</param>
    /// <param name="side">One of its <see cref="SidesOf"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">The side could not be listed, or it cannot be looked at from here.</exception>
    public Task<ImmutableArray<FilesystemPrunePlan>> ComputeAsync(JobDefinition job, PruneSide side, CancellationToken cancellation)
    {
        if (!SidesOf(job).Contains(side)) throw new EndpointException($"job \"{job.Name}\" of type {job.Type} does not prune this side ({side})");
        var task = job switch
        {
            SnapJobDefinition snap => TaskOf(side, Sender(snap.Name, snap.Filesystems), Sender(snap.Name, snap.Filesystems), snap.Keep),
            PushJobDefinition push => Of(push, side),
            PullJobDefinition pull => Of(pull, side),
            _ => throw new EndpointException($"job \"{job.Name}\" of type {job.Type} prunes nothing"),
        };
        return PrunePreview.ComputeAsync(task, endpoints.Clock, cancellation);
    }

    private PruneTask Of(PushJobDefinition push, PruneSide side)
    {
        var sender = Sender(push.Name, push.Filesystems);
        return side == PruneSide.Sender
            ? TaskOf(side, sender, sender, push.Pruning.KeepSender)
            : TaskOf(side, ReceiverBehind(push), sender, push.Pruning.KeepReceiver);
    }

    // The receiver of a pull job is here, but what may go there depends on what its sender still has.
    private PruneTask Of(PullJobDefinition pull, PruneSide side)
    {
        var sender = SenderBehind(pull);
        return side == PruneSide.Sender
            ? TaskOf(side, sender, sender, pull.Pruning.KeepSender)
            : TaskOf(side, Receiver(pull.Name, pull.RootFs, pull.RootFs), sender, pull.Pruning.KeepReceiver);
    }

    private LocalReceiver ReceiverBehind(PushJobDefinition push) =>
        push.Connect is ConnectDefinition.Local local && Find<SinkJobDefinition>(local, sink => sink.Serve) is { } sink
            ? Receiver(sink.Name, sink.RootFs, ReceiverOptions.RootOfClient(sink.RootFs, local.ClientIdentity.Text))
            : throw OutOfReach(push, push.Connect, "receiver");

    private LocalSender SenderBehind(PullJobDefinition pull) =>
        pull.Connect is ConnectDefinition.Local local && Find<SourceJobDefinition>(local, source => source.Serve) is { } source
            ? Sender(source.Name, source.Filesystems)
            : throw OutOfReach(pull, pull.Connect, "sender");

    private TJob? Find<TJob>(ConnectDefinition.Local connect, Func<TJob, ServeDefinition> serve)
        where TJob : JobDefinition =>
        jobs.OfType<TJob>().FirstOrDefault(job => serve(job) is ServeDefinition.Local local && local.ListenerName == connect.ListenerName);

    private LocalSender Sender(JobName job, Filters.FilesystemFilter filesystems) => new(endpoints, new(job, filesystems, new()));

    private LocalReceiver Receiver(JobName job, DatasetPath root, DatasetPath clientRoot) =>
        new(endpoints, new() { Job = job, RootFilesystem = root, ClientRoot = clientRoot });

    private static PruneTask TaskOf(PruneSide side, IEndpoint target, ISender history, RetentionPolicy rules) => new(side, target, history, rules, new());

    private static EndpointException OutOfReach(JobDefinition job, ConnectDefinition connect, string peer) => new(connect is ConnectDefinition.Local local
        ? $"no job of this configuration serves the local listener \"{local.ListenerName}\", where the {peer} of job \"{job.Name}\" should be"
        : $"this needs the {peer} of job \"{job.Name}\", to which only the daemon connects (type {connect.Type}): look at the job in the daemon's dashboard");
}
