using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Repairs;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Repairs copies that jobs cannot go on with. Only where the copy is on this machine and the sender can be asked: pull jobs, and push jobs to a sink of the same
/// configuration.
/// </summary>
public sealed class JobRepairs
{
    private const string TraceTask = "repair"; // whoever asks, a page or a request, stands in no task

    private readonly JobServices _services;
    private readonly Func<JobDefinition, JobServices> _servicesOf;

    internal JobRepairs(JobServices services, Func<JobDefinition, JobServices> servicesOf) => (_services, _servicesOf) = (services, servicesOf);

    /// <summary>How the copy of a dataset stands, and the ways out. Changes nothing.</summary>
    /// <param name="job">The job.</param>
    /// <param name="jobs">All jobs of the configuration.</param>
    /// <param name="filesystem">The dataset, as the sender names it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">It cannot be looked at from here.</exception>
    public async Task<RepairPlan> LookAsync(JobDefinition job, IReadOnlyCollection<JobDefinition> jobs, DatasetPath filesystem, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceTask);
        await using var sides = Connect(job, jobs);
        return RepairPlanner.Plan(await sides.Look().FactsAsync(filesystem, cancellation));
    }

    /// <summary>Goes one of the ways out.</summary>
    /// <param name="job">The job.</param>
    /// <param name="jobs">All jobs of the configuration.</param>
    /// <param name="filesystem">The dataset, as the sender names it.</param>
    /// <param name="revision">Of the plan that was shown.</param>
    /// <param name="way">Its number in the plan.</param>
    /// <param name="begins">Told before anything is done, and waited for; what it throws ends it.</param>
    /// <param name="cancellation">Ends it between two commands.</param>
    /// <exception cref="EndpointException">It cannot be looked at from here, or a command failed.</exception>
    public async Task<RepairResult> RunAsync(
        JobDefinition job, IReadOnlyCollection<JobDefinition> jobs, DatasetPath filesystem, string revision, int way, Func<RepairPlan, RepairWay, Task> begins,
        CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceTask);
        using var turn = _services.Turns.TryTake(job.Name); // a run that is due meanwhile waits
        if (turn is null)
            return new RepairResult.Refused($"A run of job {job.Name} is under way. Wait until it is over, or cancel it (zrepl signal reset {job.Name}).", null);
        await using var sides = Connect(job, jobs);
        return await new RepairExecution(sides.Look(), sides.There.Endpoints, sides.Receiving).RunAsync(filesystem, revision, way, begins, cancellation);
    }

    private Sides Connect(JobDefinition job, IReadOnlyCollection<JobDefinition> jobs)
    {
        switch (job)
        {
            case PullJobDefinition pull:
                var source = _services.ConnecterFor(pull.Connect).ConnectToSource(pull.Connect, pull.Name);
                return new(
                    source.Endpoint, EndpointOptions.OfReceiver(pull.Name, pull.RootFs, pull.RootFs, pull.Receive, _services), _services, source,
                    Around(pull, jobs, _services, pull.RootFs, pull.RootFs) with { Initial = pull.Replication.InitialReplication });
            case PushJobDefinition { Connect: ConnectDefinition.Local local } push:
                var sink = jobs.OfType<SinkJobDefinition>().FirstOrDefault(one => one.Serve is ServeDefinition.Local served && served.ListenerName == local.ListenerName)
                    ?? throw new EndpointException($"no sink of this configuration serves the local listener \"{local.ListenerName}\"");
                var there = _servicesOf(sink);
                var root = ReceiverOptions.RootOfClient(sink.RootFs, local.ClientIdentity.Text);
                var besides = jobs.OfType<PushJobDefinition>().Where(other => other.Name != push.Name && SharesRoot(other, local));
                return new(
                    SenderOf(push), EndpointOptions.OfReceiver(sink.Name, sink.RootFs, root, sink.Receive, there), there, null,
                    Around(sink, jobs, there, sink.RootFs, root) with
                    {
                        Senders = [.. besides.Select(other => (other.Name, SenderOf(other)))], Initial = push.Replication.InitialReplication,
                    });
            case PushJobDefinition:
                throw new EndpointException(
                    $"the copies of job \"{job.Name}\" are on another machine, where this zrepl may destroy snapshots but neither roll back nor rename. Do it there: zfs rename keeps "
                    + "a copy under another name, zfs rollback -r takes it back to a snapshot; the errors of the job tell which snapshots both have");
            default:
                throw new EndpointException($"job \"{job.Name}\" of type {job.Type} replicates nothing by itself; name the push or pull job");
        }
    }

    private ISender SenderOf(PushJobDefinition push) =>
        _servicesOf(push).SenderOf(EndpointOptions.OfSender(push.Name, push.Filesystems, push.Send, _servicesOf(push)) with { FilterEvaluated = null });

    private static bool SharesRoot(PushJobDefinition other, ConnectDefinition.Local local) =>
        other.Connect is ConnectDefinition.Local theirs && theirs.ListenerName == local.ListenerName && theirs.ClientIdentity == local.ClientIdentity;

    private RepairNeighbours Around(JobDefinition receiving, IReadOnlyCollection<JobDefinition> jobs, JobServices there, DatasetPath rootFs, DatasetPath root)
    {
        var here = jobs.Where(job => ReferenceEquals(_servicesOf(job), there)).ToList();
        return new()
        {
            RootFilesystem = rootFs,
            Roots = [.. here.Where(job => job.Name != receiving.Name).Select(job => (job.Name, Root: RootOf(job))).Where(job => job.Root is { } other && (other == root || other.IsBelow(root)))
                .Select(job => (job.Name, job.Root!.Value))],
            JobsThere = [.. here.Select(job => FilterOf(job) is { } filter ? new LocalJob(job.Name, filter) : null).OfType<LocalJob>()],
        };
    }

    private static DatasetPath? RootOf(JobDefinition job) => job switch { PullJobDefinition pull => pull.RootFs, SinkJobDefinition sink => sink.RootFs, _ => null };

    private static FilesystemFilter? FilterOf(JobDefinition job) => job switch
    {
        SnapJobDefinition snap => snap.Filesystems,
        PushJobDefinition push => push.Filesystems,
        SourceJobDefinition source => source.Filesystems,
        _ => null,
    };

    private sealed record Sides(ISender Sender, ReceiverOptions Receiving, JobServices There, IAsyncDisposable? Connection, RepairNeighbours Neighbours) : IAsyncDisposable
    {
        public RepairLook Look() => new(There.Endpoints.Zfs, Sender, Receiving.ClientRoot, Receiving.Job, Neighbours);

        public ValueTask DisposeAsync() => Connection?.DisposeAsync() ?? default;
    }
}
