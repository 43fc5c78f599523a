using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Stalls;

namespace Zrepl.Engine.Status;

/// <summary>
/// A job as it stood at one moment: everything that pages, command line, API and metrics show of it. Immutable (design D12). What a kind
/// of job does not have is null, empty or false.
/// </summary>
public sealed record JobStatus
{
    /// <summary>Which job.</summary>
    public required JobName Name { get; init; }

    /// <summary>What it is for.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The operator's words about it; empty if there are none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where its runs stand; snapshots are taken beside them, see <see cref="IsSnapshotting"/>.</summary>
    public JobPhase Phase { get; init; } = JobPhase.Starting;

    /// <summary>Since when it stands there.</summary>
    public DateTimeOffset PhaseSince { get; init; }

    /// <summary>One word for both machines: the run's phase while it works, else whether snapshots are being taken (spec 2.2).</summary>
    public JobPhase Stage => 
        IsSnapshotting && Phase is (JobPhase.Waiting or JobPhase.Serving) ? JobPhase.Snapshotting : Phase;

    /// <summary>True if it can be asked to run now: it has runs of its own and is enabled.</summary>
    public bool CanBeWokenUp { get; init; }

    /// <summary>True if another run follows the one under way, or the pause.</summary>
    public bool IsWakeupPending { get; init; }

    /// <summary>True while an operator holds it, also during a run that an operator asked for meanwhile.</summary>
    public bool IsPaused { get; init; }

    /// <summary>When the pause ends by itself; null: there is none, or somebody has to end it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>True if its definition was changed and is taken over after the run under way (design D3).</summary>
    public bool IsReloadPending { get; init; }

    /// <summary>The other side in words, such as <c>tcp backup.example.com:8888</c> or <c>local nas</c>; empty for a snap job.</summary>
    public string Peer { get; init; } = "";

    /// <summary>What keeps it from its work, or made its last run fail; null if nothing does.</summary>
    public JobProblem? Problem { get; init; }

    /// <summary>The run under way, or null.</summary>
    public RunningRun? Running { get; init; }

    /// <summary>The last run that ended, or null.</summary>
    public RunResult? LastRun { get; init; }

    /// <summary>When a run last did everything; also known from before a restart. Null if never.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Runs that failed since the last one that did everything.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>When it runs next by itself; null if only on request.</summary>
    public NextRun? NextRun { get; init; }

    /// <summary>Since when the running phase got nothing done, once that is worth a warning (spec 2.6); else null.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>What the running phase waits for meanwhile; empty if it gets something done or nobody can tell.</summary>
    public string StalledOn { get; init; } = "";

    /// <summary>When the phase is ended if still nothing happens; null: it is not, see <c>ZREPL_JOB_WATCHDOG_TIMEOUT</c>.</summary>
    public DateTimeOffset? StalledUntil { get; init; }

    /// <summary>Commands of ZFS outside of streams that give no sign of life, or do not end although they were killed; the oldest first.</summary>
    public ImmutableArray<HangingWork> HangingCommands { get; init; } = [];

    /// <summary>A round of snapshots in which nothing happens, a hook for instance; null: there is none.</summary>
    public HangingWork? HangingSnapshots { get; init; }

    /// <summary>All that hangs outside of streams, the same only once.</summary>
    [JsonIgnore]
    public ImmutableArray<HangingWork> Hanging => this switch
    {
        { HangingCommands: [_, ..] } => HangingCommands,
        { HangingSnapshots: { } snapshots } => [snapshots],
        { StalledSince: { } since, Stalls: [] } => [new(
            StalledOn.Length > 0 ? $"nothing gets done in this run; it waits for: {StalledOn}" : "nothing gets done in this run",
            $"Look at the pools (zpool status) and at the zfs commands that run (zrepl status), on the other machine too. zrepl signal reset {Name} ends the run; the next one goes on where it stopped.",
            since, StalledUntil)],
        _ => [],
    };

    /// <summary>Streams in which nothing has moved for a while, the oldest first: which, who is at fault, what can be done.</summary>
    public ImmutableArray<StalledStream> Stalls { get; init; } = [];

    /// <summary>How the replication comes along.</summary>
    public TransferFigures Transfer { get; init; } = TransferFigures.None;

    /// <summary>Push, pull: replication of the run under way or the last one; null before the first.</summary>
    public ReplicationReport? Replication { get; init; }

    /// <summary>Push, pull: pruning of the sending side in that run; null if it did not come to it.</summary>
    public PruneReport? PruningSender { get; init; }

    /// <summary>Push, pull: pruning of the receiving side in that run; null if it did not come to it.</summary>
    public PruneReport? PruningReceiver { get; init; }

    /// <summary>Snap: pruning of the run under way or the last one; null before the first.</summary>
    public PruneReport? Pruning { get; init; }

    /// <summary>Changed rules that wait for approval before they destroy anything; null: none do.</summary>
    public PruningHold? PruningHold { get; init; }

    /// <summary>Push, snap, source: snapshots; null for the others.</summary>
    public SnapshotterReport? Snapshotting { get; init; }

    /// <summary>Why its last rounds of snapshots failed; null if the last one did not. Also known from before a restart.</summary>
    public SnapshotTrouble? SnapshotTrouble { get; init; }

    /// <summary>True while snapshots are being taken.</summary>
    public bool IsSnapshotting { get; init; }

    /// <summary>When snapshots are taken next, or null.</summary>
    public DateTimeOffset? NextSnapshotAt { get; init; }

    /// <summary>
    /// Push, pull: what of each dataset is on the other side, in order of name; snap: its newest snapshot. As of the last run that could look; empty as
    /// long as none could. Also known from before a restart.
    /// </summary>
    public ImmutableArray<DatasetCopy> Copies { get; init; } = [];

    /// <summary>How old they may be.</summary>
    [JsonIgnore]
    public FreshnessTargets Targets { get; init; } = FreshnessTargets.None;

    /// <summary>Sink, source: clients that came since the job began to listen, in order of identity.</summary>
    public ImmutableArray<ClientStatus> Clients { get; init; } = [];
}
