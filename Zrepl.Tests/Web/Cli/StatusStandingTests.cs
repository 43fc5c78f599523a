using System.Text;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Cli.StatusTui;
using Zrepl.Web.Cli.StatusDump;
using Zrepl.Web.Cli.StatusTui;

namespace Zrepl.Tests.Web.Cli;

/// <summary>What <c>zrepl status</c> tells of where jobs stand and whom they serve, which Go zrepl does not: spec A4.1 rule 12, C7.</summary>
public sealed class StatusStandingTests
{
    private static readonly DateTimeOffset Until = AJob.Now.AddHours(2);

    private static string Dump(JobStatus status)
    {
        var clock = new FakeTimeProvider(AJob.Now);
        clock.SetLocalTimeZone(TimeZoneInfo.Utc);
        return new JobDump(clock).Of(status.Name.Text, Read(status));
    }

    // As a client gets it.
    private static JobDocument Read(JobStatus status) =>
        StatusJson.Read(Encoding.UTF8.GetBytes(StatusJson.Write(Document(status)))).Jobs[status.Name.Text];

    private static StatusDocument Document(params JobStatus[] jobs) =>
        StatusDocuments.Of(jobs, [], [], Zrepl.Engine.Configuration.Variables.EnvironmentConstants.Defaults, []);

    private static string State(JobStatus status) => Dump(status).Split('\n').Single(line => line.StartsWith("State: ", StringComparison.Ordinal))["State: ".Length..];

    [Fact]
    public void A_sink_shows_its_clients_and_what_it_does_for_them()
    {
        var sink = AJob.Named("inbox", JobKind.Sink) with
        {
            Peer = "listens on tls :8888",
            Clients = [new("nas", AJob.Now.AddSeconds(-12), ["receive vault/in/nas/a@zrepl_1", "list vault/in/nas/b"], 3 << 20), new("old-laptop", AJob.Now.AddDays(-2), [], 1023)],
        };
        Assert.Equal(
            """
            Job: inbox
            Type: sink
            State: serving since 2026-02-14 13:02:30 +0000 UTC, listens on tls :8888

            Clients:
               nas        last request 2026-02-14 14:02:18 +0000 UTC (12s ago), 3.0 MiB moved
                  receive vault/in/nas/a@zrepl_1
                  list vault/in/nas/b
               old-laptop last request 2026-02-12 14:02:30 +0000 UTC (48h0m0s ago), 1023 B moved
              ~

            """.Replace("~", " ", StringComparison.Ordinal), Dump(sink));
        Assert.Contains("Clients:\n   none has come since the job began to listen\n", Dump(sink with { Clients = [] }), StringComparison.Ordinal);
        Assert.Contains("Snapshotting:\n   ...\n   \nClients:\n   nas ", Dump(sink with { Kind = JobKind.Source, Name = Zrepl.Engine.Guarantees.JobName.Parse("outbox") }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_paused_or_disabled_job_says_so_and_until_when()
    {
        var paused = AJob.Named("j") with { Phase = JobPhase.Paused, IsPaused = true };
        Assert.Equal("paused until somebody resumes it (zrepl signal resume j)", State(paused));
        Assert.Equal("paused until 2026-02-14 16:02:30 +0000 UTC (2h0m0s remaining); a run follows then", State(paused with { PausedUntil = Until, IsWakeupPending = true }));
        Assert.Equal(
            "replicating since 2026-02-14 14:02:30 +0000 UTC; paused until 2026-02-14 16:02:30 +0000 UTC (2h0m0s remaining), no other run begins by itself",
            State(AJob.Named("j").Replicating(1, of: 2) with { IsPaused = true, PausedUntil = Until }));
        Assert.Equal("disabled: enabled: false in the configuration", State(AJob.Named("j") with { Phase = JobPhase.Disabled }));
    }

    [Fact]
    public void A_job_that_waits_says_for_what()
    {
        Assert.Equal("waiting, runs only on request (zrepl signal wakeup j)", State(AJob.Named("j")));
        Assert.Equal("waiting, runs only on request (zrepl signal wakeup j)", State(AJob.Named("j") with { Snapshotting = SnapshotterReport.OfManual }));
        Assert.Equal("waiting, next run after the next snapshots", State(AJob.Named("j") with { Snapshotting = SnapshotterReport.Of(new PeriodicReport(PeriodicState.SyncUp, null, "", null)) }));
        Assert.Equal("waiting, next run 2026-02-14 16:02:30 +0000 UTC (2h0m0s remaining): every 10m", State(AJob.Named("j") with { NextRun = new(Until, "every 10m") }));
        Assert.Equal("waiting, next run was due 2026-02-14 14:02:30 +0000 UTC: every 10m", State(AJob.Named("j") with { NextRun = new(AJob.Now, "every 10m") }));
        Assert.Equal("snapshotting", State(AJob.Named("j") with { IsSnapshotting = true }));
        Assert.Equal("replicating since 2026-02-14 14:02:30 +0000 UTC, another run follows", State(AJob.Named("j").Replicating(1, of: 2) with { IsWakeupPending = true }));
        Assert.Equal("failed since 2026-02-14 13:02:30 +0000 UTC", State(AJob.Named("j") with { Phase = JobPhase.Failed }));
    }

    [Fact]
    public void The_list_of_jobs_marks_those_that_work_and_those_that_do_not()
    {
        var state = new TuiState().With(Document(
            AJob.Named("a", JobKind.Sink), AJob.Named("b", JobKind.Snap) with { Phase = JobPhase.Pruning, Running = new(1, RunReason.Wakeup, AJob.Now) },
            AJob.Named("c") with { Phase = JobPhase.Paused, IsPaused = true }, AJob.Named("d") with { Phase = JobPhase.Disabled },
            AJob.Named("e", JobKind.Sink) with { Phase = JobPhase.Failed, Problem = new("cannot listen", "", AJob.Now) },
            AJob.Named("f", JobKind.Source) with { Clients = [new("nas", AJob.Now, ["send tank/a@1"], 0)] }));
        var rows = new TuiScreen(120, 16, HasLines: true).Draw(state, new JobDump(new FakeTimeProvider(AJob.Now)), AJob.Now).Rows;
        Assert.Equal(["── a", "──*b", "──=c", "──-d", "──!e", "──*f"], rows.Skip(3).Take(6).Select(row => row[(row.IndexOf("──", StringComparison.Ordinal))..][..4]));
    }

    [Fact]
    public void Every_phase_has_the_word_that_the_API_has_for_it() => Assert.All(
        Enum.GetValues<JobPhase>(), phase => Assert.Equal($"\"{phase.Word()}\"", System.Text.Json.JsonSerializer.Serialize(phase)));

    [Fact]
    public void The_status_of_another_daemon_says_nothing_of_it() => Assert.All(TuiStates.Recorded.Status!.Jobs.Values, job => Assert.Null(job.Standing));
}
