using Zrepl.Engine.Jobs;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What is said of a run in one line: cause, how many more, and apart from it what to do.</summary>
public sealed class RunVerdictTests
{
    private const string NoSpace = "receive: zfs exited with error: exit status 1\nstderr:\ncannot receive incremental stream: out of space\nFree space on the receiving pool sink.";

    [Fact]
    public void One_cause_of_several_datasets_is_said_of_all()
    {
        var verdict = Of(AJob.Broken("tank/a", NoSpace), AJob.Broken("tank/b", NoSpace), AJob.Broken("tank/c", NoSpace));
        Assert.Equal(
            (RunOutcome.Failed, "replication of tank/a and 2 more datasets failed: receive: cannot receive incremental stream: out of space", "Free space on the receiving pool sink. " + RunAdvice.SeeReport),
            (verdict.Outcome, verdict.Error, verdict.WhatToDo));
    }

    [Fact]
    public void Several_causes_are_not()
    {
        var verdict = Of(AJob.Broken("tank/a", "dataset is busy"), AJob.Broken("tank/b", NoSpace), AJob.Done("tank/c"));
        Assert.Equal(
            (RunOutcome.Partial, "replication of tank/a failed: dataset is busy; 1 more failed, not all for this reason", RunAdvice.SeeReport), (verdict.Outcome, verdict.Error, verdict.WhatToDo));
    }

    [Fact]
    public void One_dataset_needs_no_report()
    {
        var verdict = Of(AJob.Broken("tank/a", NoSpace), AJob.Done("tank/c"));
        Assert.Equal(("replication of tank/a failed: receive: cannot receive incremental stream: out of space", "Free space on the receiving pool sink."), (verdict.Error, verdict.WhatToDo));
    }

    private static RunVerdict Of(params FilesystemReport[] filesystems) =>
        RunVerdict.Of(AJob.Named("j") with { Replication = AJob.Report(AttemptState.FilesystemError, filesystems) }, null, null);
}
