using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Components.Shared;

/// <summary>The state of a job in words: what it means, the word, a sentence. The same on every page.</summary>
internal static class JobWords
{
    /// <summary>What its state means to the reader.</summary>
    public static StateKind Kind(JobStatus job) => job switch
    {
        { Phase: JobPhase.Failed } => StateKind.Failed,
        _ when IsStalled(job) => StateKind.Late,
        _ when OtherSide.IsAwaited(job) => StateKind.Late,
        { Phase: JobPhase.Paused } => StateKind.Paused,
        { Phase: JobPhase.Disabled or JobPhase.Stopped or JobPhase.Removed or JobPhase.Starting } => StateKind.Idle,
        _ when IsWorking(job) => StateKind.Running,
        { Problem: not null } or { SnapshotTrouble: not null } => StateKind.Failed,
        { PruningHold: not null } or { Hanging: [_, ..] } => StateKind.Late,
        { LastRun.Outcome: RunOutcome.Cancelled } => StateKind.Idle,
        { Phase: JobPhase.Serving } or { LastRun: not null } or { LastSuccessAt: not null } => StateKind.Ok,
        _ => StateKind.Idle,
    };

    /// <summary>Its state in a word.</summary>
    public static string Word(JobStatus job) => job switch
    {
        { Phase: JobPhase.Failed } => "failed",
        _ when IsStalled(job) => "stalled",
        _ when OtherSide.IsAwaited(job) => "reconnecting",
        { Phase: JobPhase.Starting } => "starting",
        { Phase: JobPhase.Disabled } => "disabled",
        { Phase: JobPhase.Paused } => "paused",
        { Phase: JobPhase.Stopped } => "stopped",
        { Phase: JobPhase.Removed } => "removed",
        { Phase: JobPhase.Replicating } => IsPlanning(job) ? "planning" : job.Kind is JobKind.Pull ? "receiving" : "sending",
        { Phase: JobPhase.PruningSender or JobPhase.PruningReceiver or JobPhase.Pruning } => "pruning",
        { IsSnapshotting: true } => "snapshotting",
        { Problem: not null } => "failed",
        { SnapshotTrouble: not null } => "snapshots fail",
        { PruningHold: not null } => "awaits approval",
        { Hanging: [_, ..] } => "zfs is stuck",
        { LastRun.Outcome: RunOutcome.Cancelled } => "cancelled",
        { Phase: JobPhase.Serving } => "listening",
        { LastRun: null, LastSuccessAt: null } => "waiting",
        _ => "ok",
    };

    /// <summary>True while it does something, snapshots included.</summary>
    public static bool IsWorking(JobStatus job) => job.Running is not null || job.IsSnapshotting;

    /// <summary>True if it is under way and gets nothing done, or one of its streams, commands or rounds of snapshots.</summary>
    public static bool IsStalled(JobStatus job) => job.StalledSince is not null || !job.Stalls.IsEmpty || job.Hanging.Any(hanging => !hanging.IsStuck);

    /// <summary>True if somebody should look at it.</summary>
    public static bool NeedsYou(JobStatus job) => JobConcern.Of(job) is not null || job.Phase is JobPhase.Failed || IsStalled(job) || job.PruningHold is not null;

    /// <summary>True if somebody should look at it, or at the age of its copies.</summary>
    public static bool NeedsYou(JobStatus job, DateTimeOffset now) => JudgedJob.Of(job, now).NeedsYou;

    /// <summary>What its state means to the reader; a job that is fine but for the age of its copies is not fine.</summary>
    public static StateKind Kind(JobStatus job, JobFreshness freshness) =>
        Kind(job) is StateKind.Ok or StateKind.Idle && freshness.IsAlarming ? freshness.State.Kind() : Kind(job);

    /// <summary>Its state in a word, the age of its copies included.</summary>
    public static string Word(JobStatus job, JobFreshness freshness) =>
        Kind(job) is StateKind.Ok or StateKind.Idle && freshness.IsAlarming ? freshness.State.Word() : Word(job);

    /// <summary>What it is for and with whom: <c>push to tcp nas1:8888</c>.</summary>
    public static string Purpose(JobStatus job) => (job.Kind, job.Peer) switch
    {
        (JobKind.Snap, _) => "snapshots on this machine",
        (var kind, "") => kind.Word(),
        (JobKind.Push, var peer) => $"push to {peer}",
        (JobKind.Pull, var peer) => $"pull from {peer}",
        (var kind, var peer) => $"{kind.Word()}, {peer}", // "listens on tcp :8888"
    };

    /// <summary>What became of a run, without its time: <c>412 MiB in 16 s</c>.</summary>
    public static string Result(RunResult run) => run.Outcome switch
    {
        RunOutcome.Cancelled => $"cancelled after {DurationText.Exact(run.Duration)}",
        RunOutcome.Failed => $"failed after {DurationText.Exact(run.Duration)}",
        RunOutcome.Partial => $"{ByteText.Of(run.BytesReplicated)} in {DurationText.Exact(run.Duration)}, with errors",
        _ when run is { BytesReplicated: 0, SnapshotsDestroyed: 0 } => $"nothing to do, {DurationText.Exact(run.Duration)}",
        _ when run.BytesReplicated == 0 => $"{Count(run.SnapshotsDestroyed, "snapshot")} pruned in {DurationText.Exact(run.Duration)}",
        _ => $"{ByteText.Of(run.BytesReplicated)} in {DurationText.Exact(run.Duration)}",
    };

    /// <summary>Why a run was begun: completes "Run 12, begun …".</summary>
    public static string Because(RunReason reason) => reason switch
    {
        RunReason.Schedule => "by its schedule",
        RunReason.Snapshots => "after new snapshots",
        RunReason.Wakeup => "because somebody asked",
        _ => "to make up for a missed one",
    };

    /// <summary><c>1 dataset</c>, <c>3 datasets</c>.</summary>
    public static string Count(long number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static bool IsPlanning(JobStatus job) =>
        job.Replication?.Attempts.LastOrDefault() is null or { State: AttemptState.Planning };
}
