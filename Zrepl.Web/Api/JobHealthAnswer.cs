using Zrepl.Engine.Status;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Api;

/// <summary>How a job is, judged and in words. What the control socket gives at <c>/health</c>, which Go zrepl does not have.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Runs">Whether it does its work.</param>
/// <param name="RunsText">Why not; empty if it does.</param>
/// <param name="Copies">Whether its copies are as young as they should be; unknown if none is known yet or nobody asked for an age.</param>
/// <param name="CopiesText">That in words.</param>
internal sealed record JobHealthAnswer(string Job, HealthState Runs, string RunsText, HealthState Copies, string CopiesText)
{
    public static JobHealthAnswer Of(JobStatus job, DateTimeOffset now) => new(
        job.Name.Text, JobHealth.OfRuns(job), JobConcern.Of(job)?.Text ?? job.PruningHold?.Text ?? job.LastRun?.Error ?? "", JobHealth.OfCopies(job, now), FreshnessWords.Reason(JobFreshness.Of(job, now), job));
}
