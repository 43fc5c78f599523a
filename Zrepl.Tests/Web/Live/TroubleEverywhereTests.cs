using System.Collections.Immutable;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Cli.StatusTui;
using Zrepl.Web.Alerts;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Api;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Cli.Monitor;
using Zrepl.Web.Cli.StatusDump;
using Zrepl.Web.Cli.StatusTui;
using Zrepl.Web.Components.Layout;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Live;

/// <summary>Snapshots that fail and what hangs outside of a stream reach everybody who looks: pages, monitoring, messages, heartbeats, the command line.</summary>
public sealed class TroubleEverywhereTests
{
    private static readonly SnapshotTrouble Trouble = new("tank/a: no snapshot was taken: out of space", "Free room.", AJob.Now.AddHours(-3), 3);

    private static readonly HangingWork Hanging = new("zfs snapshot tank/a@s gives no sign of life", "Look at zpool status.", AJob.Now.AddMinutes(-11), null);

    private static readonly HangingWork Stuck = new("zfs list tank (process 4711) was killed and does not end: it sleeps in the kernel", "Look at dmesg.", AJob.Now.AddHours(-1), null) { IsStuck = true };

    private static readonly StalledStream Stalled = new(
        "tank/a", "send and receive @1", StallCause.ReceiveWaits, "tank/a: nothing has moved", "Look there.", AJob.Now.AddMinutes(-3), null);

    public static TheoryData<JobKind> KindsWithSnapshots => [JobKind.Push, JobKind.Snap, JobKind.Source];

    [Theory]
    [MemberData(nameof(KindsWithSnapshots))]
    public void Snapshots_that_fail_are_told_although_every_run_succeeds(JobKind kind)
    {
        var job = AJob.Named("j", kind).Succeeded() with { SnapshotTrouble = Trouble, NextSnapshotAt = AJob.Now.AddMinutes(10) };
        Assert.Equal((HealthState.Warning, true, StateKind.Failed, "snapshots fail"), (JobHealth.OfRuns(job), JobWords.NeedsYou(job), JobWords.Kind(job), JobWords.Word(job)));
        Assert.Equal("tank/a: no snapshot was taken: out of space. 3 rounds of snapshots failed in a row", JobHealthAnswer.Of(job, AJob.Now).RunsText);
        var line = Line(job);
        Assert.Equal(("Free room.", "Tries again by itself", AJob.Now.AddMinutes(10)), (line.Advice, line.Next, line.NextAt));
        Assert.Contains("3 rounds of snapshots failed in a row.", line.Reason, StringComparison.Ordinal);
        Assert.Equal(AJob.Now.AddHours(-3), BellLine.From(JudgedJob.Of(job, AJob.Now)).Since);
        var problem = Assert.Single(Problems(job));
        Assert.Equal(("snapshots", "j: snapshots fail", "Free room."), (problem.Kind, problem.Title, problem.Advice));
        Assert.Contains("snapshot", JobTrouble.Of(JobDocument.Of(job)), StringComparison.Ordinal);
        Assert.Equal(3, Metric("zrepl_snapshot_consecutive_failures", job with { Snapshotting = Zrepl.Engine.Snapshotting.Reports.SnapshotterReport.OfManual }));
        Assert.Empty(Problems(job with { SnapshotTrouble = null }));
        Assert.Equal(HealthState.Ok, JobHealth.OfRuns(job with { SnapshotTrouble = null }));
    }

    [Fact]
    public void A_run_that_failed_is_told_first_and_the_snapshots_as_well()
    {
        var job = AJob.Named("j").Failed("no route") with { SnapshotTrouble = Trouble };
        Assert.Equal(["failing", "snapshots"], Problems(job).Select(problem => problem.Kind));
        Assert.StartsWith("no route. ", Line(job).Reason, StringComparison.Ordinal);
        Assert.Contains("out of space", Line(job).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heartbeat_of_success_needs_snapshots_too()
    {
        var idle = AJob.Named("a").Succeeded(number: 6);
        var running = idle.Replicating(1, of: 2); // run 7
        Assert.Equal([HeartbeatEvent.Fail], Heartbeats.Between(idle, idle with { SnapshotTrouble = Trouble with { Rounds = 1 } }));
        Assert.Equal([], Heartbeats.Between(idle with { SnapshotTrouble = Trouble }, idle with { SnapshotTrouble = Trouble }));
        Assert.Equal([HeartbeatEvent.Fail], Heartbeats.Between(running with { SnapshotTrouble = Trouble }, idle.Succeeded(number: 7) with { SnapshotTrouble = Trouble }));
        Assert.Equal([HeartbeatEvent.Fail], Heartbeats.Between(running, idle.Succeeded(number: 7) with { SnapshotTrouble = Trouble }));
        Assert.Equal([HeartbeatEvent.Fail], Heartbeats.Between(running, idle.Succeeded(number: 7) with { HangingSnapshots = Hanging }));
        Assert.Equal([], Heartbeats.Between(idle with { SnapshotTrouble = Trouble }, idle));
    }

    [Theory]
    [InlineData(JobKind.Push)]
    [InlineData(JobKind.Snap)]
    [InlineData(JobKind.Sink)]
    public void A_command_that_hangs_is_told_and_nobody_says_that_it_is_ended(JobKind kind)
    {
        var job = AJob.Named("j", kind).Succeeded() with { HangingCommands = [Hanging] };
        Assert.Equal((HealthState.Warning, StateKind.Late, "stalled"), (JobHealth.OfRuns(job), JobWords.Kind(job), JobWords.Word(job)));
        Assert.Equal(("It waits for as long as it takes; nothing ends it by itself", "Look at zpool status."), (Line(job).Next, Line(job).Advice));
        var ended = Line(job with { HangingCommands = [Hanging with { EndsAt = AJob.Now.AddMinutes(19) }] });
        Assert.Equal(("If nothing changes, it is ended and tried again", AJob.Now.AddMinutes(19)), (ended.Next, ended.NextAt));
        Assert.Equal(("hanging", "j hangs"), (Problems(job)[0].Kind, Problems(job)[0].Title));
        Assert.Equal(1, Metric("zrepl_replication_stalled", job));
        Assert.Equal(Hanging, Assert.Single(JobSummary.Of(job, AJob.Now).Hanging));
        Assert.Equal(Hanging.Text, JobHealthAnswer.Of(job, AJob.Now).RunsText);
    }

    [Fact]
    public void A_phase_in_which_nothing_gets_done_names_what_it_waits_for_and_who_ends_it()
    {
        var job = AJob.Named("j").Replicating(1, of: 2) with { StalledSince = AJob.Now.AddMinutes(-10), StalledOn = "list filesystems" };
        Assert.Contains("it waits for: list filesystems", Line(job).Reason, StringComparison.Ordinal);
        Assert.Contains("zrepl signal reset j", Line(job).Advice, StringComparison.Ordinal);
        Assert.Equal("It waits for as long as it takes; nothing ends it by itself", Line(job).Next);
        var ended = Line(job with { StalledUntil = AJob.Now.AddMinutes(5) });
        Assert.Equal(AJob.Now.AddMinutes(5), ended.NextAt);
        Assert.Equal(("stalled", HealthState.Warning), (Assert.Single(Problems(job)).Kind, JobHealth.OfRuns(job)));
        Assert.Contains("it waits for: list filesystems.", Problems(job)[0].Text, StringComparison.Ordinal);
        Assert.Equal("hanging", Assert.Single(Problems(job with { HangingCommands = [Hanging] })).Kind);

        // One thing is told once, by its most exact name.
        Assert.Empty((job with { Stalls = [Stalled] }).Hanging);
        Assert.Equal([Hanging], (job with { HangingCommands = [Hanging], HangingSnapshots = Hanging }).Hanging);
    }

    [Fact]
    public void A_process_that_is_stuck_is_marked_in_the_job_and_in_the_status_and_the_job_goes_on()
    {
        var job = AJob.Named("j").Succeeded() with { HangingCommands = [Stuck] };
        Assert.Equal((StateKind.Late, "zfs is stuck", false), (JobWords.Kind(job), JobWords.Word(job), JobWords.IsStalled(job)));
        Assert.Equal("sending", JobWords.Word(AJob.Named("j").Replicating(1, of: 2, AJob.Sending("tank/a")) with { HangingCommands = [Stuck] }));
        Assert.Equal("j: a zfs command is stuck", Problems(job)[0].Title);
        Assert.Equal(1, Metric("zrepl_zfs_commands_stuck", job));
        var text = new JobDump(TimeProvider.System).Of("j", JobDocument.Of(job));
        Assert.Contains("Attention: stuck: zfs list tank (process 4711) was killed and does not end: it sleeps in the kernel. Look at dmesg.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_that_are_stuck_are_marked_in_the_status_also_if_they_belong_to_no_job()
    {
        var command = new ActiveZfsCommand("/sbin/zfs", ["zfs", "list", "tank"], AJob.Now.AddHours(-2), null, "", 4711);
        var document = StatusDocuments.Of(
            [], [], [command with { IsStuck = true }, command with { QuietSince = AJob.Now.AddMinutes(-11) }, command], Zrepl.Engine.Configuration.Variables.EnvironmentConstants.Defaults, []);
        document = StatusJson.Read(System.Text.Encoding.UTF8.GetBytes(StatusJson.Write(document)));
        Assert.Equal("1 zfs command stuck, 1 zfs command without a sign of life", CommandsDump.Summary(document));
        Assert.Equal(
            """
            ZFS commands that need attention:
            stuck: killed, and does not end, since 2h0m0s: zfs list tank (process 4711)
            no sign of life, since 11m0s: zfs list tank (process 4711)

            """, CommandsDump.Of(document, AJob.Now));
        Assert.Equal(("", ""), (CommandsDump.Summary(TuiStates.Recorded.Status!), CommandsDump.Of(TuiStates.Recorded.Status!, AJob.Now)));
        var rows = new TuiScreen(120, 16, true).Draw(TuiStates.Recorded with { Status = TuiStates.Recorded.Status! with { Global = document.Global } }, new JobDump(TimeProvider.System), AJob.Now).Rows;
        Assert.Contains("1 zfs command stuck", rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_somebody_is_in_the_status_document_also_of_jobs_that_only_serve_and_only_then()
    {
        var sink = AJob.Named("sink", JobKind.Sink) with { Phase = JobPhase.Failed, Problem = new("cannot listen: in use", "Free the address.", AJob.Now) };
        var document = StatusDocuments.Of([sink, AJob.Named("well")], [], [], Zrepl.Engine.Configuration.Variables.EnvironmentConstants.Defaults, []);
        var json = StatusJson.Write(document);
        Assert.Contains("\"attention\":[\"cannot listen: in use. Free the address.\"]", json, StringComparison.Ordinal);
        var read = StatusJson.Read(System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Equal("cannot listen: in use. Free the address.", JobTrouble.Of(read.Jobs["sink"]));
        Assert.Null(JobTrouble.Of(read.Jobs["well"]));
        Assert.Equal(1, json.Split("attention").Length - 1);
    }

    [Fact]
    public void Copies_of_which_nobody_said_how_old_they_may_be_are_not_judged()
    {
        var job = AJob.Named("j").Succeeded() with { Copies = [new("tank/a") { FirstSeenAt = AJob.Now.AddDays(-9) }] };
        Assert.Equal(HealthState.Unknown, JobHealth.OfCopies(job, AJob.Now));
        Assert.DoesNotContain("freshness", Exposed(job), StringComparison.Ordinal);
        var targeted = job with { Targets = Zrepl.Tests.Engine.Freshness.Targets.Of("{ rpo: 24h }") };
        Assert.Equal(HealthState.Critical, JobHealth.OfCopies(targeted, AJob.Now)); // there is none after nine days
        Assert.Contains("freshness", Exposed(targeted), StringComparison.Ordinal);
    }

    private static ImmutableArray<AlertProblem> Problems(JobStatus job) => JobProblems.Of(job, AJob.Now)!.Value; // it is known how it stands

    private static ProblemLine Line(JobStatus job) => ProblemLine.From(job, JobFreshness.Of(job, AJob.Now));

    private static double Metric(string name, JobStatus job) => Registry(job).Families.Single(family => family.Name == name).With("j").Now.Value;

    private static string Exposed(JobStatus job)
    {
        using var text = new StringWriter();
        foreach (var family in Registry(job).Families)
        foreach (var series in family.Series) text.WriteLine($"{family.Name} {string.Join(' ', series.LabelValues)}");
        return text.ToString();
    }

    private static MetricRegistry Registry(JobStatus job)
    {
        var registry = new MetricRegistry();
        StatusMetrics.Set(registry, [job], AJob.Now);
        return registry;
    }
}
