using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs.Forecasts;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Jobs;

/// <summary>The sides of a job that are looked at for a preview of pruning one of them.</summary>
/// <param name="Job">The job.</param>
/// <param name="Side">The side asked about.</param>
/// <param name="Sender">Its sender; of a snap job its datasets.</param>
/// <param name="Receiver">Its receiver; null for a snap job.</param>
/// <param name="Connection">What is closed at the end, or null.</param>
internal sealed record PrunedSides(JobDefinition Job, PruneSide Side, ISender Sender, IReceiver? Receiver, IAsyncDisposable? Connection) : IAsyncDisposable
{
    /// <summary>Its receiver, which the preview cannot change; null for a snap job.</summary>
    public IReceiver? Receiver { get; } = Receiver is null ? null : new PreviewedReceiver(Receiver);

    /// <summary>The side asked about.</summary>
    public IEndpoint Target => TargetOf(Side);

    /// <summary>One of the sides.</summary>
    public IEndpoint TargetOf(PruneSide side) => side == PruneSide.Receiver ? Receiver! : Sender; // only a job with a receiver has that side

    /// <summary>What would be destroyed now.</summary>
    public Task<ImmutableArray<FilesystemPrunePlan>> PlanNowAsync(VersionsInUse inUse, TimeProvider clock, CancellationToken cancellation) =>
        PrunePreview.ComputeAsync(TaskNow(inUse, clock), clock, cancellation);

    /// <summary>What would be pruned now.</summary>
    public PruneTask TaskNow(VersionsInUse inUse, TimeProvider clock) =>
        (Receiver is null ? new PruneTask(Side, Target, Sender, RulesOf(Job, Side), inUse) : PruneTask.Of(Side, Sender, Receiver, RulesOf(Job, Side), inUse)) with { Now = clock.GetLocalNow() };

    /// <summary>What will have been destroyed on some sides by a time to come.</summary>
    public Task<ImmutableArray<ForecastPlans>> PlanAheadAsync(
        ImmutableArray<PruneSide> asked, DateTimeOffset asOf, SourceJobDefinition? source, DateTimeOffset? nextRun, TimeProvider clock, CancellationToken cancellation) =>
        new PruneForecast(Job, Sender, Receiver, clock) { Source = source, NextRun = nextRun }.ComputeAsync(asked, asOf, cancellation);

    public ValueTask DisposeAsync() => Connection?.DisposeAsync() ?? default;

    /// <summary>The rules of a side.</summary>
    public static RetentionPolicy RulesOf(JobDefinition job, PruneSide side) => job switch
    {
        SnapJobDefinition snap => snap.Keep,
        PushJobDefinition push => side == PruneSide.Sender ? push.Pruning.KeepSender : push.Pruning.KeepReceiver,
        PullJobDefinition pull => side == PruneSide.Sender ? pull.Pruning.KeepSender : pull.Pruning.KeepReceiver,
        _ => RetentionPolicy.KeepEverything,
    };
}
