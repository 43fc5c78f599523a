using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs.Forecasts;
using Zrepl.Engine.Pruning.Planning;
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

    /// <summary>What would be kept and destroyed, and how much room that gives back.</summary>
    /// <param name="job">The job.</param>
    /// <param name="side">One of its <see cref="SidesOf"/>.</param>
    /// <param name="asOf">A time to come: what will have been destroyed by then, going by the job's own schedule. Null: what would be destroyed now.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">The side could not be listed, or it cannot be looked at from here.</exception>
    public async Task<ForecastPlans> ComputeAsync(JobDefinition job, PruneSide side, DateTimeOffset? asOf, CancellationToken cancellation)
    {
        if (!SidesOf(job).Contains(side)) throw new EndpointException($"job \"{job.Name}\" of type {job.Type} does not prune this side ({side})");
        var isAhead = asOf is not null;
        await using var sides = job switch
        {
            SnapJobDefinition snap => new(job, side, Sender(snap.Name, snap.Filesystems), null, null),
            // What is ahead depends on both sides; what goes from the sender now does not.
            PushJobDefinition push => new(job, side, Sender(push.Name, push.Filesystems), isAhead || side == PruneSide.Receiver ? ReceiverBehind(push) : null, null),
            // The receiver of a pull job is here, but what may go there depends on what its sender still has.
            PullJobDefinition pull => new PrunedSides(job, side, SenderBehind(pull), Receiver(pull.Name, pull.RootFs, pull.RootFs), null),
            _ => throw new EndpointException($"job \"{job.Name}\" of type {job.Type} prunes nothing"),
        };
        var plans = asOf is { } time
            ? (await sides.PlanAheadAsync([side], time, SourceOf(job, jobs), null, endpoints.Clock, cancellation))[0]
            : new(await sides.PlanNowAsync(new(), endpoints.Clock, cancellation), "");
        return plans with { Plans = await ReclaimedRoom.AddAsync(sides.Target, plans.Plans, cancellation) };
    }

    /// <summary>The source job that a pull job fetches from, if it is one of these; null for other jobs.</summary>
    public static SourceJobDefinition? SourceOf(JobDefinition job, IEnumerable<JobDefinition> jobs) =>
        job is PullJobDefinition { Connect: ConnectDefinition.Local local } ? Find<SourceJobDefinition>(jobs, local, source => source.Serve) : null;

    private LocalReceiver ReceiverBehind(PushJobDefinition push) =>
        push.Connect is ConnectDefinition.Local local && Find<SinkJobDefinition>(jobs, local, sink => sink.Serve) is { } sink
            ? Receiver(sink.Name, sink.RootFs, ReceiverOptions.RootOfClient(sink.RootFs, local.ClientIdentity.Text))
            : throw OutOfReach(push, push.Connect, "receiver");

    private LocalSender SenderBehind(PullJobDefinition pull) =>
        SourceOf(pull, jobs) is { } source
            ? Sender(source.Name, source.Filesystems)
            : throw OutOfReach(pull, pull.Connect, "sender");

    private static TJob? Find<TJob>(IEnumerable<JobDefinition> jobs, ConnectDefinition.Local connect, Func<TJob, ServeDefinition> serve)
        where TJob : JobDefinition =>
        jobs.OfType<TJob>().FirstOrDefault(job => serve(job) is ServeDefinition.Local local && local.ListenerName == connect.ListenerName);

    private LocalSender Sender(JobName job, Filters.FilesystemFilter filesystems) => new(endpoints, new(job, filesystems, new()));

    private LocalReceiver Receiver(JobName job, DatasetPath root, DatasetPath clientRoot) =>
        new(endpoints, new() { Job = job, RootFilesystem = root, ClientRoot = clientRoot });

    private static EndpointException OutOfReach(JobDefinition job, ConnectDefinition connect, string peer) => new(connect is ConnectDefinition.Local local
        ? $"no job of this configuration serves the local listener \"{local.ListenerName}\", where the {peer} of job \"{job.Name}\" should be"
        : $"this needs the {peer} of job \"{job.Name}\", to which only the daemon connects (type {connect.Type}): look at the job in the daemon's dashboard");
}
