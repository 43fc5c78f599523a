using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Zfs.Names;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Freshness;

/// <summary>How old copies are, how old they may be, and what is late: pure, over clocks that are moved (design promise 5).</summary>
public sealed class FreshnessTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("{ rpo: 24h }", "tank/a", 24, 2.4)] // a tenth
    [InlineData("{ rpo: 30m }", "tank/a", 0.5, 0.1666667)] // no less than the interval of 10 min
    [InlineData("{ rpo: 1d, grace: 2h }", "tank/a", 24, 2)]
    [InlineData("{ rpo: 1d, datasets: { 'tank/db<': 1h, 'tank/db/cold': never } }", "tank/db/x", 1, 0.1666667)]
    public void A_target_is_what_the_job_says_of_the_dataset_and_has_a_grace(string alerts, string dataset, double rpo, double grace)
    {
        var target = TargetsOf(alerts).Of(dataset);
        Assert.NotNull(target);
        Assert.Equal((rpo, grace), (target.Rpo.TotalHours, Math.Round(target.Grace.TotalHours, 7)));
    }

    [Theory]
    [InlineData("{ rpo: 1d, datasets: { 'tank/db<': 1h, 'tank/db/cold': never } }", "tank/db/cold", null)] // a name before a subtree
    [InlineData("{ rpo: 1d, datasets: { 'tank/db<': 1h, 'tank/db/cold<': never } }", "tank/db/cold/x", null)] // the longest subtree
    [InlineData("{ rpo: 1d, datasets: { 'tank/db<': 1h } }", "tank/dbx", 24)] // components, not letters
    [InlineData("{ datasets: { '<': 2h } }", "other/x", 2)]
    [InlineData("{ datasets: { 'tank/db': 2h } }", "tank/db/x", null)]
    [InlineData("{}", "tank/a", null)]
    public void Patterns_decide_as_those_of_filesystems_do(string alerts, string dataset, int? hours) =>
        Assert.Equal(hours, (int?)TargetsOf(alerts).Of(dataset)?.Rpo.TotalHours);

    [Theory]
    [InlineData("{ rpo: soon }", "cannot parse value \"soon\"")]
    [InlineData("{ rpo: 0s }", "duration must be positive")]
    [InlineData("{ grace: never }", "cannot parse value \"never\"")]
    [InlineData("{ datasets: { 'tank/*': 1h } }", "forbidden characters")]
    [InlineData("{ after: 1h }", "field after not found in type alerts")]
    public void What_makes_no_sense_is_refused_where_it_stands(string alerts, string problem) =>
        Assert.Contains(Errors(LoadText(File(alerts))), error => error.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void The_key_is_printed_back_and_told_as_unknown_to_Go()
    {
        var loaded = LoadText(File("{ rpo: 24h, grace: 90m, datasets: { 'tank/db<': 1h, 'tank/tmp': never } }"));
        var job = Assert.Single(loaded.Definition!.Jobs);
        Assert.Equal(job, Assert.Single(Legal(CanonicalConfiguration.ToYaml(loaded.Definition)).Jobs));
        Assert.Contains(loaded.Extensions, problem => problem.Message.Contains("Go zrepl does not know the key alerts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, FreshnessState.Ok)]
    [InlineData(24, FreshnessState.Ok)]
    [InlineData(26, FreshnessState.Ok)] // within the grace
    [InlineData(26.5, FreshnessState.Late)]
    [InlineData(2000, FreshnessState.Late)]
    [InlineData(-1, FreshnessState.Ok)] // the other machine's clock is ahead
    public void A_copy_is_late_once_it_is_older_than_target_and_grace(double hours, FreshnessState state)
    {
        var freshness = DatasetFreshness.Of(Copy(Noon), TargetsOf("{ rpo: 24h, grace: 2h }"), Noon.AddHours(hours));
        Assert.Equal(state, freshness.State);
        Assert.Equal(Math.Max(0, hours), freshness.Age!.Value.TotalHours);
    }

    [Fact]
    public void A_dataset_without_any_copy_is_broken_only_once_there_should_be_one()
    {
        var targets = TargetsOf("{ rpo: 24h, grace: 2h }");
        var copy = new DatasetCopy("tank/a") { FirstSeenAt = Noon };
        Assert.Equal(FreshnessState.Waiting, DatasetFreshness.Of(copy, targets, Noon.AddHours(26)).State);
        Assert.Equal(FreshnessState.Broken, DatasetFreshness.Of(copy, targets, Noon.AddHours(27)).State);
    }

    [Fact]
    public void A_copy_that_went_another_way_is_broken_however_young_it_is()
    {
        Assert.Equal(FreshnessState.Broken, DatasetFreshness.Of(Copy(Noon) with { NeedsSomebody = true }, TargetsOf("{ rpo: 24h }"), Noon).State);
        Assert.Equal(FreshnessState.Untargeted, DatasetFreshness.Of(Copy(Noon) with { NeedsSomebody = true }, FreshnessTargets.None, Noon).State);
    }

    [Fact]
    public void A_job_stands_as_its_worst_dataset_which_is_the_one_nearest_to_or_farthest_beyond_its_target()
    {
        var job = new JobStatus
        {
            Name = JobName.Parse("j"), Kind = JobKind.Push, Targets = TargetsOf("{ rpo: 10h, grace: 1h, datasets: { 'tank/fast': 1h, 'tank/x': never } }"),
            Copies = [Copy(Noon.AddHours(-9)), Copy(Noon.AddHours(-1.8), "tank/fast"), Copy(Noon.AddDays(-400), "tank/x")],
        };
        Assert.Equal(("tank/fast", FreshnessState.Ok), Worst(Noon));
        Assert.Equal(("tank/fast", FreshnessState.Late), Worst(Noon + Hour));
        Assert.Equal((3, 2, 2, 0), Figures(Noon + (Hour * 3)));
        Assert.Equal(["tank/fast", "tank/a", "tank/x"], JobFreshness.DatasetsOf(job, Noon + (Hour * 3)).Select(one => one.Copy.Dataset));
        Assert.Equal(JobFreshness.Unknown, JobFreshness.Of(job with { Copies = [] }, Noon));

        (string, FreshnessState) Worst(DateTimeOffset now) => JobFreshness.Of(job, now) is { Worst: { } worst } all ? (worst.Copy.Dataset, all.State) : default;
        (int, int, int, int) Figures(DateTimeOffset now) => JobFreshness.Of(job, now) is var all ? (all.Datasets, all.Judged, all.Late, all.Broken) : default;
    }

    [Fact]
    public void A_job_with_very_many_datasets_is_judged_anew_each_second_and_each_copy_is_found()
    {
        ImmutableArray<DatasetCopy> copies = [.. Enumerable.Range(0, 10_000).Select(number => Copy(Noon, $"tank/{number:D5}"))];
        var job = new JobStatus { Name = JobName.Parse("j"), Kind = JobKind.Push, Targets = TargetsOf("{ rpo: 10h, grace: 1h }"), Copies = copies };
        Assert.Equal((0, 0), (JobFreshness.Of(job, Noon).Late, JobFreshness.Of(job, Noon + (11 * Hour)).Late));
        Assert.Equal(10_000, JobFreshness.Of(job, Noon + (11 * Hour) + TimeSpan.FromSeconds(1)).Late);
        Assert.Equal(0, JobFreshness.Of(job with { Targets = FreshnessTargets.None }, Noon + (11 * Hour) + TimeSpan.FromSeconds(1)).Late);
        Assert.All(copies, copy => Assert.Same(copy, DatasetCopy.Find(copies, copy.Dataset)));
        Assert.Null(DatasetCopy.Find(copies, "tank"));
        Assert.Null(DatasetCopy.Find([], "tank"));
    }

    [Fact]
    public void After_a_run_a_copy_is_as_old_as_the_newest_snapshot_both_sides_have()
    {
        var after = CopiesAfter.Replication([Copy(Noon.AddDays(-1))], Report(AttemptState.Done, Filesystem("tank/a", Noon), Filesystem("tank/b", Noon + Hour)));
        Assert.Equal([("tank/a", Noon), ("tank/b", Noon + Hour)], after.Select(copy => (copy.Dataset, copy.TakenAt!.Value)));
    }

    [Fact]
    public void What_a_run_could_not_look_at_stays_as_it_was()
    {
        ImmutableArray<DatasetCopy> known = [Copy(Noon)];
        Assert.True(known == CopiesAfter.Replication(known, Report(AttemptState.PlanningError)));
        var failed = CopiesAfter.Replication(known, Report(AttemptState.FilesystemError, Broken("tank/a", "dataset is busy")));
        Assert.Equal(known[0] with { Error = "dataset is busy", ErrorSince = Noon + Hour }, Assert.Single(failed));
        var again = CopiesAfter.Replication(failed, Report(AttemptState.FilesystemError, Broken("tank/a", "dataset is still busy") with
        {
            StepError = new("dataset is still busy", Noon.AddDays(1)),
        }));
        Assert.Equal(Noon + Hour, Assert.Single(again).ErrorSince);
        var cancelled = CopiesAfter.Replication(known, Report(AttemptState.FilesystemError, Broken("tank/a", "cancelled") with { ErrorClass = FailureClass.Cancelled }));
        Assert.Equal(known, cancelled);
        Assert.Equal(known[0] with { TakenAt = Noon + Hour, Snapshot = "s" }, Assert.Single(CopiesAfter.Replication(again, Report(AttemptState.Done, Filesystem("tank/a", Noon + Hour)))));
    }

    [Fact]
    public void A_copy_that_is_gone_from_the_other_side_is_not_as_old_as_it_was()
    {
        var anew = Broken("tank/a", "no space left") with { Steps = [new(new("", "@new", Resumed: false, 10, 0))] };

        var copy = Assert.Single(CopiesAfter.Replication([Copy(Noon.AddHours(-3))], Report(AttemptState.FilesystemError, anew)));

        Assert.Equal(("", null, Noon + Hour), (copy.Snapshot, copy.TakenAt, copy.FirstSeenAt));
        Assert.Equal(FreshnessState.Broken, DatasetFreshness.Of(copy, TargetsOf("{ rpo: 24h }"), Noon.AddDays(2)).State);
        var later = Assert.Single(CopiesAfter.Replication([copy], Report(AttemptState.FilesystemError, anew with { ErrorClass = FailureClass.Cancelled })));
        Assert.Equal(Noon + Hour, later.FirstSeenAt); // it is missed since then

        var increment = anew with { Steps = [new(new("@old", "@new", Resumed: false, 10, 0))], NewestShared = null };
        Assert.Equal(Noon, Assert.Single(CopiesAfter.Replication([Copy(Noon)], Report(AttemptState.FilesystemError, increment))).TakenAt);
    }

    [Fact]
    public void A_conflict_needs_somebody_and_is_forgotten_once_it_is_over()
    {
        var broken = Broken("tank/a", "diverged") with { Conflict = new("Diverged", null, [], []), NewestShared = new("old", Noon) };
        var copy = Assert.Single(CopiesAfter.Replication([], Report(AttemptState.FilesystemError, broken)));
        Assert.Equal((true, Noon, Noon + Hour), (copy.NeedsSomebody, copy.TakenAt, copy.ErrorSince));
        var mended = Assert.Single(CopiesAfter.Replication([copy], Report(AttemptState.Done, Filesystem("tank/a", Noon + Hour))));
        Assert.Equal((false, null, null), (mended.NeedsSomebody, mended.Error, mended.ErrorSince));
    }

    [Fact]
    public void A_dataset_that_is_gone_and_a_placeholder_are_not_missed()
    {
        var placeholder = new FilesystemReport(new("tank"), FilesystemState.Done, BlockedOn.Nothing, null, null, 0, []);
        var after = CopiesAfter.Replication([Copy(Noon, "tank/gone")], Report(AttemptState.Done, placeholder, Filesystem("tank/a", Noon)));
        Assert.Equal(["tank/a"], after.Select(copy => copy.Dataset));

        var cutOff = CopiesAfter.Replication([Copy(Noon, "tank/z")], Report(AttemptState.FanOutFilesystems, Filesystem("tank/a", Noon)));
        Assert.Equal(["tank/a", "tank/z"], cutOff.Select(copy => copy.Dataset));
    }

    [Fact]
    public void A_job_without_another_side_has_its_newest_snapshots()
    {
        var a = DatasetPath.Parse("tank/a");
        var first = CopiesAfter.Snapshots([], Round(new SnapshotRow(a, null, "one") { IsCreated = true, DoneAt = Noon }));
        Assert.Equal(("one", Noon), (Assert.Single(first).Snapshot, first[0].TakenAt));
        var failed = CopiesAfter.Snapshots(first, Round(new SnapshotRow(a, null, "two") { IsCreated = false, Error = "hook failed", DoneAt = Noon + Hour }));
        Assert.Equal(first[0] with { Error = "hook failed", ErrorSince = Noon + Hour }, Assert.Single(failed));
        Assert.True(failed == CopiesAfter.Snapshots(failed, Round()));
    }

    private static SnapshotRunResult Round(params ImmutableArray<SnapshotRow> rows) => new()
    {
        Reason = SnapshotRunReason.Schedule, StartedAt = Noon, FinishedAt = Noon + Hour, Outcome = SnapshotRunOutcome.Succeeded, Rows = rows,
    };

    private static DatasetCopy Copy(DateTimeOffset taken, string dataset = "tank/a") => new(dataset) { Snapshot = "s", TakenAt = taken, FirstSeenAt = Noon.AddYears(-1) };

    private static FilesystemReport Filesystem(string name, DateTimeOffset taken) =>
        new(new(name), FilesystemState.Done, BlockedOn.Nothing, null, null, 0, []) { NewestShared = new("s", taken) };

    private static FilesystemReport Broken(string name, string error) =>
        new(new(name), FilesystemState.StepError, BlockedOn.Nothing, null, new(error, Noon + Hour), 0, []) { ErrorClass = FailureClass.Permanent };

    private static ReplicationReport Report(AttemptState state, params FilesystemReport[] filesystems) => new(
        Noon, Noon + Hour, null, null, null,
        [new AttemptReport(state, Noon, Noon + Hour, state is AttemptState.PlanningError ? new("no route to host", Noon) : null, [.. filesystems])]);

    private static FreshnessTargets TargetsOf(string alerts) => FreshnessTargets.Of(Assert.Single(Legal(File(alerts)).Jobs));

    private static string File(string alerts) => $$"""
        jobs:
          - type: pull
            name: j
            connect: { type: local, listener_name: x, client_identity: y }
            root_fs: sink
            interval: 10m
            alerts: {{alerts}}
            pruning: { keep_sender: [{ type: not_replicated }], keep_receiver: [{ type: last_n, count: 3 }] }

        """;
}
