using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>A job whose changed rules wait for approval is not failed, and nobody overlooks it.</summary>
public sealed class HeldRunLaneTests
{
    private static readonly PruningHold Hold = new("abc", AJob.Now.AddHours(-2), [new(PruneSide.Receiver, 412, 14, "tank/db", 30, 31)]);

    private static readonly JobStatus Job = AJob.Named("to_nas").Succeeded() with { PruningHold = Hold, PruningSender = Hold.ToReport(), PruningReceiver = Hold.ToReport() };

    [Fact]
    public void Its_stages_say_what_they_wait_for()
    {
        Assert.Equal(["awaits approval", "awaits approval"], RunLane.Of(Job, AJob.Now).Where(lane => lane.Title.StartsWith("Prune", StringComparison.Ordinal)).Select(lane => lane.Word));
        Assert.Empty(PruneSideView.Of(Job)); // the card tells it, once
        Assert.Empty(JobErrors.Of(Job));
    }

    [Fact]
    public void The_overview_names_it_among_what_needs_somebody()
    {
        var line = ProblemLine.From(JudgedJob.Of(Job, AJob.Now));
        Assert.True(JobWords.NeedsYou(Job, AJob.Now));
        Assert.Equal((StateKind.Late, "awaits approval"), (line.Kind, line.Word));
        Assert.StartsWith("pruning waits for approval: the changed rules would destroy 412 snapshots of 14 datasets on the receiver", line.Reason, StringComparison.Ordinal);
        Assert.Contains("approve on the page of the job", line.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_is_told_and_also_that_it_is_over()
    {
        var problem = Assert.Single(JobProblems.Of(Job, AJob.Now)!.Value);
        Assert.Equal(("approval", "to_nas waits for approval"), (problem.Kind, problem.Title));
        Assert.Contains("zrepl signal approve-pruning to_nas", problem.Advice, StringComparison.Ordinal);
        Assert.Empty(JobProblems.Of(Job with { PruningHold = null }, AJob.Now)!.Value);
    }

    [Fact]
    public void The_status_document_says_it_also_before_the_first_run_after_a_start()
    {
        var body = Assert.IsType<Zrepl.Engine.Status.Document.JobDocument.Active>(
            Zrepl.Engine.Status.Document.JobDocument.Of(AJob.Named("to_nas") with { PruningHold = Hold })).Body;
        Assert.Equal(Hold.Text, body.PruningReceiver!.Error);
        Assert.True(body.PruningSender!.AwaitsApproval);
    }
}
