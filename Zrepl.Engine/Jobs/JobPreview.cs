using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Jobs.Forecasts;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>What jobs would do, computed by the code that does it (promise 2 of the design). Also for definitions that are being edited.</summary>
public sealed class JobPreview
{
    private const string TraceTask = "preview"; // whoever asks, a page or a request, stands in no task

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
        using var task = Tracer.StartTask(TraceTask);
        await using var sides = Connect(job, side);
        return await sides.PlanNowAsync(_services.InUse, _services.Clock, cancellation);
    }

    /// <summary>What pruning one side by a changed definition destroys, compared with the rules by which the job may prune now.</summary>
    /// <param name="before">The job as it is.</param>
    /// <param name="after">The job as it will be.</param>
    /// <param name="side">The side; the job after has it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">A side could not be looked at.</exception>
    internal async Task<(PruneComparison After, ComparedLosses Losses)> CompareAsync(JobDefinition before, JobDefinition after, PruneSide side, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceTask);
        await using var sides = Connect(after, side);
        var comparison = await PruneComparison.OfAsync(sides.TaskNow(_services.InUse, _services.Clock), PrunePolicy.Of(after, side), _services.Clock, cancellation);
        var accepted = _services.Approved.ProblemOf(before.Name) is not null ? PrunePolicy.Read(side, "") // nothing is known: it prunes nothing
            : _services.Approved.Find(before.Name, side) ?? (OfflinePrunePreview.SidesOf(before).Contains(side) ? PrunePolicy.Of(before, side) : PrunePolicy.Read(side, ""));
        return (comparison, await comparison.LossesAsync(PruneGate.PoliciesBefore(_services.Approved.PoolsOf(before.Name, side), accepted), cancellation));
    }

    /// <summary>The same, and how much room it gives back where ZFS can be asked.</summary>
    /// <param name="job">The job, or a definition that is being edited.</param>
    /// <param name="side">The side; <see cref="PruneSide.Local"/> for a snap job.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">A side could not be listed, or the job does not prune that side.</exception>
    public async Task<ForecastPlans> PruningWithRoomAsync(JobDefinition job, PruneSide side, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceTask);
        await using var sides = Connect(job, side);
        var plans = await sides.PlanNowAsync(_services.InUse, _services.Clock, cancellation);
        return new(await ReclaimedRoom.AddAsync(sides.Target, plans, cancellation), "");
    }

    /// <summary>What will have been destroyed by a time to come, going by the job's own schedule, and how much room it gives back where ZFS can be asked.</summary>
    /// <param name="job">The job, or a definition that is being edited.</param>
    /// <param name="asked">Sides that the job prunes.</param>
    /// <param name="asOf">The time.</param>
    /// <param name="source">Of a pull job the source job it fetches from, if it is known; its schedule then tells when snapshots are taken.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">A side could not be listed, or the job does not prune that side.</exception>
    public async Task<ImmutableArray<ForecastPlans>> PruningAheadAsync(
        JobDefinition job, ImmutableArray<PruneSide> asked, DateTimeOffset asOf, SourceJobDefinition? source, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceTask);
        await using var sides = Connect(job, asked[0]);
        var plans = await sides.PlanAheadAsync(asked, asOf, source, NextRunOf(job), _services.Clock, cancellation);
        var withRoom = ImmutableArray.CreateBuilder<ForecastPlans>();
        foreach (var (index, side) in asked.Index())
            withRoom.Add(plans[index] with { Plans = await ReclaimedRoom.AddAsync(sides.TargetOf(side), plans[index].Plans, cancellation) });
        return withRoom.ToImmutable();
    }

    // A push job also runs after its snapshots, so that its next run need not be one of its own schedule.
    private DateTimeOffset? NextRunOf(JobDefinition job) => job is PullJobDefinition ? _services.Feed.Find(job.Name.Text)?.NextRun?.Time : null;

    private PrunedSides Connect(JobDefinition job, PruneSide side)
    {
        switch (job)
        {
            case SnapJobDefinition snap when side == PruneSide.Local:
                return new(job, side, _services.SenderOf(new(snap.Name, snap.Filesystems, new())), null, null);
            case PushJobDefinition push when side != PruneSide.Local:
                var sink = _services.ConnecterFor(push.Connect).ConnectToSink(push.Connect, push.Name);
                return new(job, side, Sender(push), sink.Endpoint, sink);
            case PullJobDefinition pull when side != PruneSide.Local:
                var from = _services.ConnecterFor(pull.Connect).ConnectToSource(pull.Connect, pull.Name);
                return new(job, side, from.Endpoint, Receiver(pull), from);
            default:
                throw new EndpointException($"job \"{job.Name}\" of type {job.Type} does not prune this side ({side})");
        }
    }

    private ISender Sender(PushJobDefinition push) =>
        _services.SenderOf(EndpointOptions.OfSender(push.Name, push.Filesystems, push.Send, _services) with { FilterEvaluated = null });

    private IReceiver Receiver(PullJobDefinition pull) =>
        _services.ReceiverOf(EndpointOptions.OfReceiver(pull.Name, pull.RootFs, pull.RootFs, pull.Receive, _services));

    private HostSnapshotTarget Target(Filters.FilesystemFilter filter) => new(_services.Endpoints.Zfs, filter);
}
