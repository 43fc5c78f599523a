using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>Takes snapshots and prunes them, on this host only. Source: spec 2.7.</summary>
internal sealed class SnapJob(SnapJobDefinition definition, JobServices services, StatusBoard board) : RunningJob(
    definition, new ReplicationTrigger.Manual(),
    finished => new(definition.Name, definition.Filesystems, definition.Snapshotting, TraceNames.Snapshotting, services, board, finished),
    services, board, services.Loggers.CreateLogger<SnapJob>())
{
    private readonly RefusedDestroys _refused = new();
    private readonly SenderOptions _options = new(definition.Name, definition.Filesystems, new());

    protected override string TraceTask => TraceNames.SnapJob;

    protected override string AfterSnapshots => "pruning after the next snapshots";

    public override JobAnswer Wakeup(RunScope scope) => scope is RunScope.Replication
        ? JobAnswer.NotPossible($"job \"{Name}\" of type snap replicates nothing")
        : base.Wakeup(RunScope.Everything); // pruning is all its runs do

    protected override Task RunPhasesAsync(RunInProgress run)
    {
        var datasets = Services.SenderOf(_options);
        return PruneAsync(run, (JobPhase.Pruning, new(PruneSide.Local, datasets, datasets, definition.Keep, Services.InUse), _refused));
    }
}
