using System.Collections.Immutable;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Api;

/// <summary>A job in the list of the REST API. Source: spec C7.</summary>
internal sealed record JobSummary(
    string Name,
    string Type,
    string Description,
    JobPhase State,
    DateTimeOffset StateSince,
    string Peer,
    JobProblem? Problem,
    RunningRun? Running,
    RunResult? LastInvocation,
    DateTimeOffset? LastSuccess,
    int ConsecutiveFailures,
    NextRun? NextRun,
    DateTimeOffset? NextSnapshot,
    bool CanBeWokenUp,
    bool IsPaused,
    DateTimeOffset? PausedUntil,
    TransferSummary Transfer,
    FreshnessSummary Freshness,
    PruningHold? PruningHold,
    ImmutableArray<StalledStream> Stalls,
    SnapshotTrouble? SnapshotTrouble,
    ImmutableArray<HangingWork> Hanging)
{
    public static JobSummary Of(JobStatus job, DateTimeOffset now) => new(
        job.Name.Text, job.Kind.Word(), job.Description, job.Stage, job.PhaseSince, job.Peer, job.Problem, job.Running, job.LastRun, job.LastSuccessAt,
        job.ConsecutiveFailures, job.NextRun, job.NextSnapshotAt, job.CanBeWokenUp, job.IsPaused, job.PausedUntil,
        new(job.Transfer.Bytes.Expected, job.Transfer.Bytes.Replicated, job.Transfer.Bytes.IsImprecise, job.Transfer.BytesPerSecond, job.Transfer.TimeLeft),
        FreshnessSummary.Of(job, now), job.PruningHold, job.Stalls, job.SnapshotTrouble, job.Hanging);
}

/// <summary>How a replication comes along.</summary>
internal sealed record TransferSummary(long BytesExpected, long BytesReplicated, bool IsImprecise, double? BytesPerSecond, TimeSpan? TimeLeft);
