using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Overview;

namespace Zrepl.Tests.Web.Components.Pages.Overview;

/// <summary>Worst first and stable: rows do not change places under the pointer.</summary>
public sealed class JobOrderTests
{
    private static readonly JobStatus A = AJob.Named("a").Succeeded(), B = AJob.Named("b").Succeeded(), C = AJob.Named("c").Succeeded();

    [Fact]
    public void What_needs_somebody_comes_first_and_the_rest_keeps_the_order_of_the_configuration() =>
        Assert.Equal(["c", "a", "b"], Names(new JobOrder().Arrange([A, B, C.Failed("no space")], AJob.Now)));

    [Fact]
    public void A_run_changes_no_places() =>
        Assert.Equal(["a", "b", "c"], Names(new JobOrder().Arrange([A, B.Replicating(1, of: 2), C with { Phase = JobPhase.Paused }], AJob.Now)));

    [Fact]
    public void A_stalled_job_stands_below_a_failed_one() =>
        Assert.Equal(["c", "b", "a"], Names(new JobOrder().Arrange([A, B.Replicating(1, of: 2) with { StalledSince = AJob.Now }, C.Failed("no space")], AJob.Now)));

    [Fact]
    public void Under_the_pointer_nothing_moves_and_new_jobs_come_last()
    {
        var order = new JobOrder();
        order.Arrange([A, B], AJob.Now);
        order.IsHeld = true;

        Assert.Equal(["a", "b", "c"], Names(order.Arrange([C, A, B.Failed("no space")], AJob.Now)));
        order.IsHeld = false;
        Assert.Equal(["b", "c", "a"], Names(order.Arrange([C, A, B.Failed("no space")], AJob.Now)));
    }

    private static IEnumerable<string> Names(ImmutableArray<JobStatus> jobs) => jobs.Select(job => job.Name.Text);
}
