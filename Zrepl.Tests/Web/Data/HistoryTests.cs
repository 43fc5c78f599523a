using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Retention;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Web.Data;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Web.Data;

/// <summary>What jobs do is remembered: runs, steps, reasons of the pruner, snapshots that failed (design D9, spec replication 6.6).</summary>
public sealed class HistoryTests
{
    private static readonly DatasetPath Dataset = DatasetPath.Parse("tank/db");

    [Fact]
    public async Task A_run_is_there_while_it_runs_and_has_its_result_afterwards()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(7));
        world.Recorder.RunFinished(HistoryWorld.Finished(7, Replication()));
        await world.StopAsync();

        await using var db = world.Database.Connect();
        var run = await db.Runs.Include(r => r.Datasets).ThenInclude(d => d.Steps).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("host", "to_nas", JobKind.Push, 7L, RunReason.Schedule), (run.Engine, run.Job, run.Kind, run.Number, run.Reason));
        Assert.Equal((HistoryWorld.Begin, HistoryWorld.Begin.AddMinutes(3)), (run.StartedAt, run.FinishedAt));
        Assert.Equal((RunOutcome.Partial, "tank/db: receiver was modified", 4096L, 2), (run.Outcome, run.Error, run.BytesReplicated, run.StepsCompleted));

        var dataset = Assert.Single(run.Datasets);
        Assert.Equal(("tank/db", FilesystemState.StepError, "receiver was modified"), (dataset.Dataset, dataset.State, dataset.Error));
        Assert.Equal([(1, "", "@a", 10L), (2, "@a", "@b", 20L)], dataset.Steps.Select(s => (s.Attempt, s.From, s.To, s.BytesReplicated)));
    }

    [Fact]
    public async Task What_is_known_of_copies_is_known_after_a_restart_and_what_is_gone_is_forgotten()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        ImmutableArray<DatasetCopy> copies =
        [
            new("tank/a") { Snapshot = "s", TakenAt = HistoryWorld.Begin, FirstSeenAt = HistoryWorld.Begin.AddDays(-1) },
            new("tank/b") { FirstSeenAt = HistoryWorld.Begin, Error = "diverged", ErrorSince = HistoryWorld.Begin, NeedsSomebody = true },
        ];
        world.Recorder.SaveCopies(HistoryWorld.Job, [.. copies, new("tank/gone") { FirstSeenAt = HistoryWorld.Begin }]);
        world.Recorder.SaveCopies(HistoryWorld.Job, copies);
        await world.StopAsync();
        world.Restart();
        await world.StartedAsync();

        Assert.Equal(copies, await world.Recorder.LoadCopiesAsync(HistoryWorld.Job, TestContext.Current.CancellationToken));
        Assert.Empty(await world.Recorder.LoadCopiesAsync(Zrepl.Engine.Guarantees.JobName.Parse("other"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_run_whose_begin_was_lost_is_remembered_all_the_same()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        world.Recorder.RunFinished(HistoryWorld.Finished(7));
        await world.StopAsync();

        await using var db = world.Database.Connect();
        Assert.Equal(HistoryWorld.Begin, (await db.Runs.SingleAsync(TestContext.Current.CancellationToken)).StartedAt);
    }

    [Fact]
    public async Task A_run_that_a_dead_daemon_left_is_told_as_cut_off()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(7));
        await world.StopAsync();
        world.Restart();
        await world.StartedAsync();
        await world.Writer.Opened;

        await using var db = world.Database.Connect();
        var run = await db.Runs.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((RunOutcome.Cancelled, CutOffRuns.Explanation), (run.Outcome, run.Error));
        Assert.Null(run.FinishedAt);
    }

    [Fact]
    public async Task Each_snapshot_that_the_pruner_looked_at_has_its_reason()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(7));
        world.Recorder.PrunePlanned(HistoryWorld.Job, 7, PruneSide.Sender, Plan());
        world.Recorder.PrunePlanned(HistoryWorld.Job, 7, PruneSide.Receiver, new FilesystemPrunePlan.Skipped(Dataset, "placeholder"));
        await world.StopAsync();

        await using var db = world.Database.Connect();
        var rows = await db.PrunedDatasets.OrderBy(row => row.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal((PruneSide.Sender, "tank/db", 1, 1, 1), (rows[0].Side, rows[0].Dataset, rows[0].Kept, rows[0].Destroyed, rows[0].Held));
        Assert.Equal(
            ["old destroy last_n 1: number 3", "held keep held by 1 hold", "new keep last_n 1: number 1"],
            PruneDecisions.Read(rows[0].Decisions).Select(d => $"{d.Snapshot} {(d.Destroy ? "destroy" : "keep")} {string.Join(", ", d.Because)}"));
        Assert.Equal((PruneSide.Receiver, "left alone: placeholder"), (rows[1].Side, rows[1].Problem));
    }

    [Fact]
    public async Task Of_snapshots_only_those_with_something_to_say_are_kept_one_by_one()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        var fine = new SnapshotRow(Dataset, Dataset.Snapshot("a"), "a") { State = SnapshotRowState.Done, IsCreated = true };
        var hooked = fine with
        {
            Steps = [new("/etc/hook", HookEdge.Pre, HookStepStatus.Ok, HistoryWorld.Begin, HistoryWorld.Begin, new("ok", null, [.. "hello"u8]))],
        };
        var failed = fine with { State = SnapshotRowState.Error, Error = "no space", IsCreated = false };
        foreach (var row in new[] { fine, hooked, failed }) world.Recorder.DatasetSnapshotted(HistoryWorld.Job, row);
        world.Recorder.SnapshotsFinished(HistoryWorld.Job, new()
        {
            Reason = SnapshotRunReason.Schedule,
            StartedAt = HistoryWorld.Begin,
            FinishedAt = HistoryWorld.Begin,
            Outcome = SnapshotRunOutcome.Failed,
            Rows = [fine, hooked, failed],
        });
        await world.StopAsync();

        await using var db = world.Database.Connect();
        var rows = await db.SnapshottedDatasets.OrderBy(row => row.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(null, true), ("no space", false)], rows.Select(row => (row.Error, row.HookOutput.Contains("hello", StringComparison.Ordinal))));
        var round = await db.SnapshotRuns.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, 1), (round.Created, round.Failed));
    }

    [Fact]
    public async Task What_must_outlive_a_restart_does()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        var state = new JobRunState
        {
            LastNumber = 12,
            LastRunAt = HistoryWorld.Begin,
            LastSuccessAt = HistoryWorld.Begin.AddHours(-1),
            NextDueAt = HistoryWorld.Begin.AddHours(1),
            ConsecutiveFailures = 2,
            IsPaused = true,
        };
        world.Recorder.Save(HistoryWorld.Job, state with { LastNumber = 11 });
        world.Recorder.Save(HistoryWorld.Job, state);
        await world.StopAsync();
        world.Restart();
        await world.StartedAsync();

        Assert.Equal(state, await world.Recorder.LoadAsync(HistoryWorld.Job, TestContext.Current.CancellationToken));
        Assert.Equal(JobRunState.Unknown, await world.Recorder.LoadAsync(Zrepl.Engine.Guarantees.JobName.Parse("other"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Old_runs_go_and_old_reasons_go_earlier()
    {
        await using var world = await new HistoryWorld(new() { KeepRunsFor = TimeSpan.FromDays(90), KeepDecisionsFor = TimeSpan.FromDays(30) }).StartedAsync();
        var now = world.Clock.GetUtcNow();
        foreach (var (number, age) in new[] { (1L, 91), (2L, 31), (3L, 1) })
        {
            world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(number, now.AddDays(-age)));
            world.Recorder.PrunePlanned(HistoryWorld.Job, number, PruneSide.Sender, Plan());
        }

        await world.StopAsync();
        Assert.Equal(1, await world.Retention.TrimAsync(TestContext.Current.CancellationToken));

        await using var db = world.Database.Connect();
        Assert.Equal([2, 3], await db.Runs.OrderBy(run => run.Number).Select(run => run.Number).ToListAsync(TestContext.Current.CancellationToken));
        var pruned = await db.PrunedDatasets.OrderBy(row => row.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0, 3], pruned.Select(row => PruneDecisions.Read(row.Decisions).Length));
    }

    private static ReplicationReport Replication()
    {
        FilesystemReport Filesystem(FilesystemState state, string? error, StepInfo step) => new(
            new("tank/db"), state, BlockedOn.Nothing, null, error is null ? null : new(error, HistoryWorld.Begin), 0, [new(step)]);
        AttemptReport Attempt(FilesystemReport filesystem) => new(AttemptState.Done, HistoryWorld.Begin, HistoryWorld.Begin, null, [filesystem]);
        return new(HistoryWorld.Begin, null, null, null, null,
        [
            Attempt(Filesystem(FilesystemState.StepError, "connection lost", new("", "@a", false, 10, 10))),
            Attempt(Filesystem(FilesystemState.StepError, "receiver was modified", new("@a", "@b", false, 20, 20))),
        ]);
    }

    private static FilesystemPrunePlan.Planned Plan()
    {
        RetentionDecision Decision(string name, bool keeps, string reason) =>
            new(new(name, 1, HistoryWorld.Begin, false), [new(keeps, reason)]);
        return new(
            Dataset,
            [Decision("old", false, "last_n 1: number 3"), Decision("held", false, "last_n 1: number 2"), Decision("new", true, "last_n 1: number 1")],
            [new(VersionKind.Snapshot, "old", 1, 1, 0, 0)],
            [new("held", "held by 1 hold")]);
    }
}
