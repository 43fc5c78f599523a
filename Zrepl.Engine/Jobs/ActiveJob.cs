using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>A push or pull job: replication, pruning of the sender, pruning of the receiver. Source: spec 2.2.</summary>
internal abstract class ActiveJob(
    JobDefinition definition, ReplicationDefinition replication, PruningDefinition pruning, ReplicationTrigger trigger,
    Func<Action<SnapshotRunResult>, JobSnapshots>? snapshots, JobServices services, StatusBoard board, ILogger logger)
    : RunningJob(definition, trigger, snapshots, services, board, logger)
{
    private readonly StallLimits _stall = definition.Stall;
    private readonly RefusedDestroys _refusedBySender = new();
    private readonly RefusedDestroys _refusedByReceiver = new();

    // From run to run: one that cannot ask the other side keeps what both sides had at last.
    private ImmutableDictionary<DatasetPath, ulong> _remembered = ImmutableDictionary<DatasetPath, ulong>.Empty;

    protected sealed override string TraceTask => TraceNames.ActiveSideJob;

    protected sealed override string AfterSnapshots => "after the next snapshots";

    /// <summary>Both sides for one run.</summary>
    protected abstract Sides Connect();

    protected sealed override void StateLoaded(JobRunState state) => Services.Metrics.Begin(Name.Text, state.LastSuccessAt);

    protected sealed override async Task RunPhasesAsync(RunInProgress run)
    {
        await using var sides = Connect();
        var (sender, receiver) = (sides.Sender, sides.Receiver);
        if (run.Scope is not RunScope.Pruning)
        {
            await run.ReplicateAsync(sender, receiver, Services.Options.Replication with { Definition = replication }, _stall, Backoff);
            _remembered = _remembered.SetItems(run.NewestShared);
        }

        if (run.Scope is RunScope.Replication) return;

        // Also after a failed replication, so that a host whose replication is broken does not fill up (spec 2.2).
        var now = Services.Clock.GetLocalNow();
        var (ofSender, ofReceiver) = (TaskOf(PruneSide.Sender, pruning.KeepSender), TaskOf(PruneSide.Receiver, pruning.KeepReceiver));
        await PruneAsync(run, (JobPhase.PruningSender, ofSender, _refusedBySender), (JobPhase.PruningReceiver, ofReceiver, _refusedByReceiver));

        PruneTask TaskOf(PruneSide side, RetentionPolicy rules) => PruneTask.Of(side, sender, receiver, rules, Services.InUse) with
        {
            NewestShared = run.NewestShared, PerhapsShared = run.PerhapsShared, Remembered = _remembered, Now = now,
        };
    }

    /// <summary>Both sides, and what closes the connection to the other one.</summary>
    protected sealed record Sides(ISender Sender, IReceiver Receiver, IAsyncDisposable Connection) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Connection.DisposeAsync();
    }
}
