using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Pages.Overview;

/// <summary>Worst first and stable: rows do not change places under the pointer.</summary>
public sealed class JobOrderTests
{
    private static readonly JobStatus A = AJob.Named("a").Succeeded(), B = AJob.Named("b").Succeeded(), C = AJob.Named("c").Succeeded();

    [Fact]
    public void What_needs_somebody_comes_first_and_the_rest_keeps_the_order_of_the_configuration() =>
        Assert.Equal(["c", "a", "b"], Names(JobOrder.WorstFirst([A, B, C.Failed("no space")], AJob.Now)));

    [Fact]
    public void A_run_changes_no_places() =>
        Assert.Equal(["a", "b", "c"], Names(JobOrder.WorstFirst([A, B.Replicating(1, of: 2), C with { Phase = JobPhase.Paused }], AJob.Now)));

    [Fact]
    public void A_stalled_job_stands_below_a_failed_one() =>
        Assert.Equal(["c", "b", "a"], Names(JobOrder.WorstFirst([A, B.Replicating(1, of: 2) with { StalledSince = AJob.Now }, C.Failed("no space")], AJob.Now)));

    [Fact]
    public void Under_the_pointer_nothing_moves_and_new_jobs_come_last()
    {
        var order = new JobOrder();
        order.Arrange(Lines(A, B));
        order.IsHeld = true;

        Assert.Equal(["a", "b", "c"], Names(order.Arrange(Lines(C, A, B.Failed("no space")))));
        order.IsHeld = false;
        Assert.Equal(["b", "c", "a"], Names(order.Arrange(Lines(C, A, B.Failed("no space")))));
    }

    private static ImmutableArray<JobLine> Lines(params JobStatus[] jobs) =>
        [.. JobOrder.WorstFirst([.. jobs], AJob.Now).Select(job => JobLine.From(job, [], [], AJob.Now))];

    private static IEnumerable<string> Names(ImmutableArray<JudgedJob> jobs) => jobs.Select(job => job.Job.Name.Text);

    private static IEnumerable<string> Names(ImmutableArray<JobLine> lines) => lines.Select(line => line.Name);
}
