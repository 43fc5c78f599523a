using Zrepl.Engine.Status;

namespace Zrepl.Web.Components.Shared;

/// <summary>What can be asked of a job now.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Run">Number of the run under way, or null.</param>
/// <param name="CanCancel">Something can be cancelled.</param>
/// <param name="CanRun">It can be asked to run.</param>
/// <param name="IsAsked">It was asked already.</param>
public sealed record JobWays(string Job, long? Run, bool CanCancel, bool CanRun, bool IsAsked)
{
    /// <summary>The ways of a job.</summary>
    public static JobWays Of(JobStatus job) => new(
        job.Name.Text, job.Running?.Number, job.Running is not null || (job.IsSnapshotting && !job.CanBeWokenUp), job.CanBeWokenUp, job.IsWakeupPending);
}
