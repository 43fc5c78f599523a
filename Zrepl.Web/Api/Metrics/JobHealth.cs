using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Api.Metrics;

/// <summary>How a job is, in the words and numbers of monitoring systems.</summary>
internal enum HealthState
{
    /// <summary>Well.</summary>
    Ok = 0,

    /// <summary>Worth a look.</summary>
    Warning = 1,

    /// <summary>Somebody has to act.</summary>
    Critical = 2,

    /// <summary>Not known.</summary>
    Unknown = 3,
}

/// <summary>Judges jobs for the metric <c>zrepl_job_health</c>. Source: spec D2.</summary>
internal static class JobHealth
{
    /// <summary>Whether it does its work: a job that cannot even begin is worse than one whose last run failed.</summary>
    public static HealthState OfRuns(JobStatus job) => job switch
    {
        { Phase: JobPhase.Failed } => HealthState.Critical,
        _ when JobConcern.Of(job) is not null => HealthState.Warning,
        { PruningHold: not null } or { LastRun.Outcome: RunOutcome.Failed or RunOutcome.Partial } => HealthState.Warning,
        { Phase: JobPhase.Starting } => HealthState.Unknown,
        _ => HealthState.Ok,
    };

    /// <summary>Whether its copies are as young as they should be; where nobody says how young that is, it is unknown.</summary>
    public static HealthState OfCopies(JobStatus job, DateTimeOffset now) => JobFreshness.Of(job, now) is { Judged: > 0 } all
        ? all.State switch
        {
            FreshnessState.Broken => HealthState.Critical,
            FreshnessState.Late => HealthState.Warning,
            _ => HealthState.Ok,
        }
        : HealthState.Unknown;
}
