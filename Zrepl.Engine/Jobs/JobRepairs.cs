using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
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
                return new(source.Endpoint, EndpointOptions.OfReceiver(pull.Name, pull.RootFs, pull.RootFs, pull.Receive, _services), _services, source);
            case PushJobDefinition { Connect: ConnectDefinition.Local local } push:
                var sink = jobs.OfType<SinkJobDefinition>().FirstOrDefault(one => one.Serve is ServeDefinition.Local served && served.ListenerName == local.ListenerName)
                    ?? throw new EndpointException($"no sink of this configuration serves the local listener \"{local.ListenerName}\"");
                var sender = _services.SenderOf(EndpointOptions.OfSender(push.Name, push.Filesystems, push.Send, _services) with { FilterEvaluated = null });
                var there = _servicesOf(sink);
                var root = ReceiverOptions.RootOfClient(sink.RootFs, local.ClientIdentity.Text);
                return new(sender, EndpointOptions.OfReceiver(sink.Name, sink.RootFs, root, sink.Receive, there), there, null);
            case PushJobDefinition:
                throw new EndpointException(
                    $"the copies of job \"{job.Name}\" are on another machine, where this zrepl may destroy snapshots but neither roll back nor rename. Do it there: zfs rename keeps "
                    + "a copy under another name, zfs rollback -r takes it back to a snapshot; the errors of the job tell which snapshots both have");
            default:
                throw new EndpointException($"job \"{job.Name}\" of type {job.Type} replicates nothing by itself; name the push or pull job");
        }
    }

    private sealed record Sides(ISender Sender, ReceiverOptions Receiving, JobServices There, IAsyncDisposable? Connection) : IAsyncDisposable
    {
        public RepairLook Look() => new(There.Endpoints.Zfs, Sender, Receiving.ClientRoot, Receiving.Job);

        public ValueTask DisposeAsync() => Connection?.DisposeAsync() ?? default;
    }
}
