using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Overview;

namespace Zrepl.Tests.Web.Components.Pages.Overview;

/// <summary>What is told of a job that failed: each thing once, and where a page helps, the way to it.</summary>
public sealed class ProblemLineTests
{
    private const string Diverged = "the receiver's latest snapshot is not present on sender:\n  last common: @a\n  sender-only:\n    @b\n  receiver-only:\n    @mine";

    [Fact]
    public void One_cause_of_all_datasets_is_told_once()
    {
        const string Text = "receive: zfs exited with error: exit status 1\nstderr:\ncannot receive incremental stream: out of space\nFree space on the receiving pool sink.";
        var line = Line(Job("replication of tank/a and 1 more dataset failed: receive: cannot receive incremental stream: out of space", "Free space on the receiving pool sink.", AJob.Broken("tank/a", Text), AJob.Broken("tank/b", Text)));
        Assert.Equal(("replication of tank/a and 1 more dataset failed: receive: cannot receive incremental stream: out of space.", "Free space on the receiving pool sink."), (line.Reason, line.Advice));
        Assert.Empty(line.Errors);
        Assert.Null(line.Repair);
    }

    [Fact]
    public void A_copy_that_went_its_own_way_is_told_in_full_once_and_the_ways_out_are_linked()
    {
        var broken = AJob.Broken("tank/home/anna", Diverged) with { Conflict = new("Diverged", "@a", ["@b"], ["@mine"]) };
        var line = Line(Job(
            "replication of tank/home/anna failed: the receiver's latest snapshot is not present on sender", "Destroy it there. " + RunAdvice.SeeRepair("j", "tank/home/anna"), broken));
        Assert.Equal(("One dataset failed.", "Destroy it there."), (line.Reason, line.Advice));
        Assert.Equal(Diverged, Assert.Single(line.Errors).Text);
        Assert.Equal("/jobs/j/repair/tank/home/anna", line.Repair);
    }

    [Fact]
    public void Causes_that_differ_are_listed()
    {
        var line = Line(Job("replication of tank/a failed: busy; 1 more failed, not all for this reason", "", AJob.Broken("tank/a", "busy"), AJob.Broken("tank/b", "no space")));
        Assert.Equal("2 datasets failed.", line.Reason);
        Assert.Equal(["tank/a", "tank/b"], line.Errors.Select(error => error.Where));
    }

    private static JobStatus Job(string text, string advice, params FilesystemReport[] filesystems) =>
        AJob.Named("j").Failed(text, advice) with { Replication = AJob.Report(AttemptState.FilesystemError, filesystems) };

    private static ProblemLine Line(JobStatus job) => ProblemLine.From(job, JobFreshness.Of(job, AJob.Now));
}
