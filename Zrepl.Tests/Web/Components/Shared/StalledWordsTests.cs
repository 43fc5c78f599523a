using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Shared;

/// <summary>A stream that stands still, on pages and for monitoring.</summary>
public sealed class StalledWordsTests
{
    private static readonly StalledStream Stalled = new(
        "tank/a", "send and receive @1", StallCause.ReceivePoolSuspended, "tank/a: send and receive @1: nothing has moved for 2m0s: pool backup, which is received into, is suspended",
        "Bring its disks back (zpool status), then: zpool clear backup", AJob.Now.AddMinutes(-2), AJob.Now.AddMinutes(8));

    [Fact]
    public void It_is_the_jobs_state_and_problem_with_side_and_advice()
    {
        var job = AJob.Named("a").Replicating(1, of: 2) with { Stalls = [Stalled, Stalled with { Dataset = "tank/b" }] };
        Assert.Equal((StateKind.Late, "stalled", true), (JobWords.Kind(job), JobWords.Word(job), JobWords.NeedsYou(job)));
        var line = ProblemLine.From(job, JobFreshness.Of(job, AJob.Now));
        Assert.StartsWith("Tank/a: send and receive @1: nothing has moved", line.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("1 more of its streams stand still.", line.Reason, StringComparison.Ordinal);
        Assert.StartsWith("Bring its disks back", line.Advice, StringComparison.Ordinal);
        Assert.Equal(Stalled.AbortsAt, line.NextAt);
        Assert.Equal(HealthState.Warning, JobHealth.OfRuns(job));
    }

    [Fact]
    public void A_job_that_only_serves_has_it_too()
    {
        var job = AJob.Named("sink") with { Kind = JobKind.Sink, Phase = JobPhase.Serving, Stalls = [Stalled with { AbortsAt = null }] };
        Assert.Equal("stalled", JobWords.Word(job));
        Assert.Null(ProblemLine.From(job, JobFreshness.Of(job, AJob.Now)).NextAt);
    }
}
