using Zrepl.Engine.Status;

namespace Zrepl.Web.Live;

/// <summary>A run that waits for the other side to come back before it tries again: pages, freshness and alerts mean the same by it.</summary>
internal static class OtherSide
{
    /// <summary>True while a run waits for it.</summary>
    public static bool IsAwaited(JobStatus job) => job is
    {
        Phase: JobPhase.Replicating, Replication: { WaitReconnectSince: not null, WaitReconnectError: null, FinishAt: null } report,
    } && report.Attempts.LastOrDefault() is { IsFinal: true };

    /// <summary>Why it could not be reached last, if that is known.</summary>
    public static string? Failure(JobStatus job) => job.Replication?.Attempts.LastOrDefault()?.PlanError?.Err;
}
