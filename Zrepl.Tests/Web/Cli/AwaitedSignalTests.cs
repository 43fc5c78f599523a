using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl signal wakeup --wait [--timeout]</c>.</summary>
public sealed class AwaitedSignalTests
{
    private const string Hourly = """[{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }]""";

    [Fact]
    public async Task A_run_that_did_everything_is_told_and_gives_0()
    {
        await using var host = new SimulatedHost(new() { SyncToDisk = false });
        await host.CreatePoolAsync("tank");
        foreach (var name in new[] { "a", "b", "c" }) await ZfsAsync(host, "snapshot", $"tank@{name}");
        await using var daemon = new RunningDaemon(Hourly)
        {
            MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new() { Runner = new SimulatedZfs(host) }), _ => true)],
        };
        await daemon.StartAsync();
        var run = await SignalAsync(daemon, "wakeup", "hourly", "--wait");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("^job \"hourly\", run 1: done after \\d+s; 2 snapshots destroyed\n$", run.Output);
        Assert.EndsWith("; nothing was to be done\n", (await SignalAsync(daemon, "prune", "hourly", "--wait", "--timeout", "1m")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "1 filesystem failed", "; 1 step with ", "; 1 snapshot destroyed")]
    [InlineData(2, "2 filesystems failed", "; 2 steps with ", "; 2 snapshots destroyed")]
    public async Task What_it_did_is_counted_as_one_speaks(int number, params string[] words)
    {
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        var waiting = SignalAsync(daemon, "wakeup", "hourly", "--wait");
        await HeardAsync(daemon, "wakeup hourly");
        Publish(daemon, running: 8);
        Publish(daemon, running: null, ended: 8, RunOutcome.Partial, run => run with { FailedFilesystems = number, StepsCompleted = number, SnapshotsDestroyed = number, BytesReplicated = 5 });
        var told = (await waiting.WaitAsync(daemon.Limit)).Error;
        foreach (var word in words) Assert.Contains(word, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_failed_gives_1_and_its_reason()
    {
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        var waiting = SignalAsync(daemon, "wakeup", "hourly", "--wait");
        await HeardAsync(daemon, "wakeup hourly");
        Publish(daemon, running: 8);
        Publish(daemon, running: null, ended: 8, RunOutcome.Failed);
        var run = await waiting.WaitAsync(daemon.Limit);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal("job \"hourly\", run 8: failed after 30s\npool is gone\n", run.Error);
    }

    [Fact]
    public async Task Of_a_busy_job_the_next_run_counts()
    {
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        Publish(daemon, running: 4);
        Assert.Equal(new(1, "", "already woken up\n"), await SignalAsync(daemon, "wakeup", "hourly", "--wait"));
        daemon.Jobs.Answer = new(JobOutcome.Queued, "queued") { Run = 5 };
        var waiting = SignalAsync(daemon, "wakeup", "hourly", "--wait", "--queue");
        await HeardAsync(daemon, "wakeup hourly");
        Publish(daemon, running: null, ended: 4, RunOutcome.Failed);
        Publish(daemon, running: 5, ended: 4, RunOutcome.Failed);
        Publish(daemon, running: null, ended: 5, RunOutcome.Succeeded);
        Assert.StartsWith("job \"hourly\", run 5: done after 30s", (await waiting.WaitAsync(daemon.Limit)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_that_becomes_too_long_ends_with_124_and_the_run_goes_on()
    {
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        Assert.Equal(new(124, "", "job \"hourly\" is not done after 50ms; it goes on, see zrepl status\n"), await SignalAsync(daemon, "wakeup", "hourly", "--wait", "--timeout", "50ms"));
    }

    [Fact]
    public async Task A_daemon_that_ends_meanwhile_is_no_success()
    {
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        var waiting = SignalAsync(daemon, "wakeup", "hourly", "--wait");
        await HeardAsync(daemon, "wakeup hourly");
        daemon.Jobs.Feed.Publish(Job(null, null, null) with { Phase = JobPhase.Stopped });
        Assert.Equal(new(1, "", "job \"hourly\" is stopped; the run did not begin\n"), await waiting.WaitAsync(daemon.Limit));
    }

    [Theory]
    [InlineData("--timeout goes with --wait", "wakeup", "hourly", "--timeout", "1m")]
    [InlineData("\"reset\" begins no run that --wait could wait for; use wakeup, replicate or prune", "reset", "hourly", "--wait")]
    [InlineData("invalid argument \"soon\" for \"--timeout\": ", "wakeup", "hourly", "--wait", "--timeout", "soon")]
    public async Task What_makes_no_sense_is_told(string message, params string[] words)
    {
        await using var daemon = new RunningDaemon(Hourly);
        var run = await SignalAsync(daemon, words);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    private static Task<CommandRun> SignalAsync(RunningDaemon daemon, params string[] words) => CommandRun.OfAsync(["--config", daemon.ConfigurationPath, "signal", .. words]);

    private static async Task HeardAsync(RunningDaemon daemon, string request)
    {
        while (!daemon.Jobs.Heard.Contains(request))
        {
            daemon.Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static void Publish(RunningDaemon daemon, long? running, long? ended = null, RunOutcome? outcome = null, Func<RunResult, RunResult>? details = null)
    {
        var job = Job(running, ended, outcome);
        daemon.Jobs.Feed.Publish(job with { LastRun = job.LastRun is { } run && details is not null ? details(run) : job.LastRun });
    }

    private static JobStatus Job(long? running, long? ended, RunOutcome? outcome) => new()
    {
        Name = JobName.Parse("hourly"), Kind = JobKind.Snap, Phase = running is null ? JobPhase.Waiting : JobPhase.Pruning,
        Running = running is { } number ? new(number, RunReason.Wakeup, AJob.Now) : null,
        LastRun = ended is not { } last ? null : new()
        {
            Number = last, Reason = RunReason.Wakeup, StartedAt = AJob.Now, FinishedAt = AJob.Now.AddSeconds(30), Outcome = outcome ?? RunOutcome.Succeeded,
            Error = outcome == RunOutcome.Failed ? "pool is gone" : null,
        },
    };

    private static async Task ZfsAsync(SimulatedHost host, params string[] arguments)
    {
        var result = await Zrepl.Zfs.Commands.RunningCommands.RunAsync(new SimulatedZfs(host), Zrepl.Zfs.Commands.ZfsCommand.Zfs(arguments), TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess, result.ErrorText);
    }
}
