using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Status;

/// <summary>What a round of snapshots leaves to be told: pure.</summary>
public sealed class SnapshotTroubleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobName Job = JobName.Parse("hourly");

    [Fact]
    public void A_round_that_fails_names_dataset_reason_and_what_to_do_and_is_counted_until_one_succeeds()
    {
        var first = After(null, Round(SnapshotRunOutcome.Failed, Row("tank/b", created: true), Row("tank/c", error: "out of space", hint: "Free room."), Row("tank/d", error: "out of space")));
        Assert.Equal(("tank/c: no snapshot was taken: out of space (and 1 more datasets)", "Free room.", Noon, 1), (first!.Text, first.WhatToDo, first.Since, first.Rounds));
        var second = After(first, Round(SnapshotRunOutcome.Failed, Row("tank/c", error: "out of space")) with { StartedAt = Noon.AddHours(1) });
        Assert.Equal((Noon, 2), (second!.Since, second.Rounds));
        Assert.EndsWith("out of space. 2 rounds of snapshots failed in a row", second.InFull, StringComparison.Ordinal);
        Assert.Contains("zrepl signal snapshot hourly", second.WhatToDo, StringComparison.Ordinal);
        Assert.Same(second, After(second, Round(SnapshotRunOutcome.Cancelled)));
        Assert.Null(After(second, Round(SnapshotRunOutcome.Succeeded, Row("tank/c", created: true))));
    }

    [Theory]
    [InlineData(false, "tank/a: no snapshot was taken: /quiesce FAILED")]
    [InlineData(true, "tank/a: a snapshot was taken, but a hook failed: /quiesce FAILED")]
    public void A_hook_that_fails_is_told_whether_or_not_it_stopped_the_snapshot(bool created, string text)
    {
        var step = new HookStep("/quiesce", HookEdge.Pre, HookStepStatus.Err, Noon, Noon, new("/quiesce", new HookFailure("exit status 1", "/quiesce FAILED")));
        var trouble = After(null, Round(SnapshotRunOutcome.Failed, Row("tank/a", created, error: created ? null : "x") with { Steps = [step] }));
        Assert.Equal(text, trouble!.Text);
        Assert.StartsWith("See what the hook printed", trouble.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Datasets_that_cannot_be_listed_are_a_failed_round_and_so_is_a_beginning_that_cannot_be_found()
    {
        Assert.Equal("no snapshots were taken: cannot list filesystems: no pools", After(null, Round(SnapshotRunOutcome.Failed) with { Error = "cannot list filesystems: no pools" })!.Text);
        var waiting = SnapshotterReport.Of(new PeriodicReport(PeriodicState.SyncUpErrWait, Noon, "I/O error", null));
        var beginning = SnapshotTrouble.OfBeginning(waiting, null, Noon);
        Assert.Equal((0, Noon), (beginning!.Rounds, beginning.Since));
        Assert.Equal(Noon, SnapshotTrouble.OfBeginning(waiting, beginning, Noon.AddHours(1))!.Since);
        Assert.Null(SnapshotTrouble.OfBeginning(SnapshotterReport.Of(new PeriodicReport(PeriodicState.Waiting, Noon, "", null)), beginning, Noon));
    }

    private static SnapshotTrouble? After(SnapshotTrouble? before, SnapshotRunResult result) => SnapshotTrouble.After(before, result, Job);

    private static SnapshotRunResult Round(SnapshotRunOutcome outcome, params ImmutableArray<SnapshotRow> rows) => new()
    {
        Reason = SnapshotRunReason.Schedule, StartedAt = Noon, FinishedAt = Noon.AddSeconds(3), Outcome = outcome, Rows = rows,
    };

    private static SnapshotRow Row(string dataset, bool created = false, string? error = null, string? hint = null) =>
        new(DatasetPath.Parse(dataset), DatasetPath.Parse(dataset).Snapshot("s"), "s") { IsCreated = created, Error = error, Hint = hint };
}
