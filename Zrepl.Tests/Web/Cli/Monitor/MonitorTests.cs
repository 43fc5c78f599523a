using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Cli.Monitor;

/// <summary><c>zrepl monitor alive</c> and <c>replication</c>: spec G1, H6.</summary>
public sealed class MonitorTests : IAsyncLifetime
{
    private const string Jobs = """
        [{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]
        """;

    private readonly RunningDaemon _daemon = new(Jobs);

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private Task<CommandRun> RunAsync(params string[] words) => CommandRun.OfAsync(["--config", _daemon.ConfigurationPath, "monitor", .. words]);

    [Fact]
    public async Task Without_a_daemon_it_is_critical_G_01()
    {
        await _daemon.StopAsync();
        var run = await RunAsync("alive");
        Assert.Equal((2, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("CRITICAL: failed version request: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_with_an_error_is_a_warning_G_02()
    {
        _daemon.Jobs.Feed.Publish(Push(AttemptState.PlanningError) with { Problem = new("dial tcp: no route to host", "", AJob.Now) });
        var run = await RunAsync("alive");
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("WARNING: job \"offsite\": dial tcp: no route to host\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_job_is_well_as_long_as_nobody_says_for_how_long_G_03()
    {
        _daemon.Jobs.Feed.Publish(Push(AttemptState.FanOutFilesystems));
        var run = await RunAsync("alive");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("OK: 2 jobs\ndaemon version: zrepl version=", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nlongest job: offsite\nrunning: ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "WARNING: longest job: offsite\n", "-w", "15m", "-c", "1000000h")]
    [InlineData(2, "CRITICAL: longest job: offsite\n", "-w", "15m", "-c", "1h")]
    public async Task A_job_that_runs_for_too_long_is_told(int exitCode, string start, params string[] limits)
    {
        _daemon.Jobs.Feed.Publish(Push(AttemptState.FanOutFilesystems));
        var run = await RunAsync(["alive", .. limits]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(start, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_only_prunes_and_a_round_of_snapshots_can_take_too_long_too()
    {
        var nightly = AJob.Named("nightly", JobKind.Snap) with { Phase = JobPhase.Pruning, Running = new(1, RunReason.Wakeup, AJob.Now) };
        _daemon.Jobs.Feed.Publish(nightly);
        Assert.StartsWith("CRITICAL: longest job: nightly\n", (await RunAsync("alive", "-c", "1h")).Output, StringComparison.Ordinal);
        _daemon.Jobs.Feed.Publish(nightly with { Phase = JobPhase.Waiting, Running = null });
        Assert.Equal(0, (await RunAsync("alive", "-c", "1h")).ExitCode);
        var outbox = AJob.Named("outbox", JobKind.Source);
        _daemon.Jobs.Feed.Publish(outbox with { Snapshotting = Round(SnapshotRowState.Started, null) });
        Assert.StartsWith("CRITICAL: longest job: outbox\n", (await RunAsync("alive", "-c", "1h")).Output, StringComparison.Ordinal);
        _daemon.Jobs.Feed.Publish(outbox with { Snapshotting = Round(SnapshotRowState.Done, AJob.Now) }); // the next one is being planned
        Assert.Equal(0, (await RunAsync("alive", "-c", "1h")).ExitCode);
    }

    [Fact]
    public async Task Snapshots_that_fail_are_told_with_dataset_and_reason_G_02()
    {
        var failed = Round(SnapshotRowState.Error, AJob.Now);
        failed = failed with { Periodic = failed.Periodic! with { State = PeriodicState.ErrorWait, Error = "snapshots failed for 2 filesystem(s)" } };
        _daemon.Jobs.Feed.Publish(AJob.Named("outbox", JobKind.Source) with { Snapshotting = failed });
        Assert.StartsWith("WARNING: job \"outbox\": snapshot of tank/a and 1 other: dataset is busy\n", (await RunAsync("alive")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_have_the_form_of_the_guidelines_G_10()
    {
        var run = await RunAsync("alive", "-w", "15m", "-c", "1h");
        Assert.Matches(@" \| ('[^'=]+'=\d+(\.\d+)?(s|%|B|c)?;[\d.]*;[\d.]*;[\d.]*;[\d.]* ?)+\n$", run.Output);
        Assert.EndsWith("| 'running'=0s;900;3600;; 'zfs'=0s;900;3600;;\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_keeps_it_from_checking_is_unknown_G_09()
    {
        var run = await RunAsync("alive", "-w", "soon");
        Assert.Equal((3, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("UNKNOWN: invalid argument \"soon\" for \"--warn\": must be a duration such as 90s, 15m, 2h or 1d\n", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("UNKNOWN: could not parse config: ", (await CommandRun.OfAsync("--config", "/nonexistent", "monitor", "alive")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_daemon_thinks_of_its_jobs_is_told()
    {
        Assert.StartsWith("OK: 1 jobs | 'jobs'=1;;;; 'unwell'=0;;;;", (await RunAsync("replication")).Output, StringComparison.Ordinal);
        _daemon.Jobs.Feed.Publish(Push(AttemptState.PlanningError) with { Phase = JobPhase.Failed, Problem = new("cannot listen", "", AJob.Now) });
        var run = await RunAsync("replication");
        Assert.Equal(new(2, "CRITICAL: job \"offsite\": cannot listen | 'jobs'=2;;;; 'unwell'=1;;;;\n", ""), run);
        Assert.Equal(new(3, "UNKNOWN: unknown job \"nope\"\n", ""), await RunAsync("replication", "-j", "nope"));
        Assert.Equal(0, (await RunAsync("replication", "-j", "hourly")).ExitCode);
    }

    private static SnapshotterReport Round(SnapshotRowState state, DateTimeOffset? doneAt)
    {
        var row = new Zrepl.Engine.Snapshotting.Reports.FilesystemReport("tank/a", state, "zrepl_1", AJob.Now, "", false, doneAt) { Error = state == SnapshotRowState.Error ? "dataset is busy" : null };
        return SnapshotterReport.Of(new PeriodicReport(PeriodicState.Snapshotting, null, "", [row, row with { Path = "tank/b" }]));
    }

    private static JobStatus Push(AttemptState state) => new()
    {
        Name = JobName.Parse("offsite"), Kind = JobKind.Push, Phase = JobPhase.Replicating, Running = state == AttemptState.PlanningError ? null : new(1, RunReason.Schedule, AJob.Now),
        Replication = new(AJob.Now, null, null, null, null,
            [new(state, AJob.Now, state == AttemptState.PlanningError ? AJob.Now : null, state == AttemptState.PlanningError ? new("dial tcp: no route to host", AJob.Now) : null, [])]),
    };
}
