using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>The daemon with its real engine.</summary>
public sealed class EnginesTests
{
    private const string Hourly = """[{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]""";

    private static RunningDaemon DaemonOn(IZfsCommandRunner runner) => new(Hourly)
    {
        MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new() { Runner = runner }), _ => true)],
    };

    private static async Task<JobStatus> UntilAsync(RunningDaemon daemon, Predicate<JobStatus> isSeen)
    {
        var seen = new TaskCompletionSource<JobStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = daemon.Services.GetRequiredService<IStatusFeed>().Subscribe("hourly", status =>
        {
            if (isSeen(status)) seen.TrySetResult(status);
        });
        return await seen.Task.WaitAsync(daemon.Limit);
    }

    [Fact]
    public async Task Without_zfs_the_job_says_so_and_the_daemon_lives_on()
    {
        await using var daemon = DaemonOn(new ZfsProcessRunner(new("/nonexistent/zfs", "/nonexistent/zpool")));
        await daemon.StartAsync();
        await UntilAsync(daemon, status => status.Phase == JobPhase.Waiting);
        Assert.Equal(new(0, "", ""), await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "wakeup", "hourly"));
        var failed = await UntilAsync(daemon, status => status.LastRun is not null);
        Assert.Equal(RunOutcome.Failed, failed.LastRun?.Outcome);
        Assert.Contains("/nonexistent/zfs", failed.Problem?.Text, StringComparison.Ordinal);
        Assert.Equal("ok\n", await daemon.Web.GetStringAsync("/readyz", daemon.Limit));
        var dump = await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "status", "--mode", "dump");
        Assert.Contains("/nonexistent/zfs", dump.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wakeup_starts_a_run_and_a_reset_without_one_is_refused_A_14_A_16()
    {
        await using var host = new SimulatedHost();
        await host.CreatePoolAsync("tank");
        await using var daemon = DaemonOn(new SimulatedZfs(host));
        await daemon.StartAsync();
        await UntilAsync(daemon, status => status.Phase == JobPhase.Waiting);
        Assert.Equal(new(1, "", "already reset\n"), await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "reset", "hourly"));
        Assert.Equal(new(0, "", ""), await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "wakeup", "hourly"));
        Assert.Equal(RunOutcome.Succeeded, (await UntilAsync(daemon, status => status.LastRun is not null)).LastRun?.Outcome);
        Assert.Equal(new(1, "", "Job nope does not exist\nJobs there are: hourly.\n"), await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "wakeup", "nope"));
        Assert.StartsWith("operation \"x\" is invalid\n", (await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "x", "hourly")).Error, StringComparison.Ordinal);
        Assert.Equal("ok", JsonDocument.Parse(await daemon.Web.GetStringAsync("/api/v1/jobs/hourly", daemon.Limit)).RootElement.GetProperty("lastInvocation").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_run_under_way_is_cancelled_by_reset_and_by_the_end_of_the_daemon_A_17()
    {
        var zfs = new HangingZfs();
        await using var daemon = DaemonOn(zfs);
        await daemon.StartAsync();
        await UntilAsync(daemon, status => status.Phase == JobPhase.Waiting);
        string[] signal = ["--config", daemon.ConfigurationPath, "signal"];
        Assert.Equal(0, (await CommandRun.OfAsync([.. signal, "wakeup", "hourly"])).ExitCode);
        await UntilAsync(daemon, status => status.Running is not null);
        Assert.Equal(new(1, "", "already woken up\n"), await CommandRun.OfAsync([.. signal, "wakeup", "hourly"]));
        Assert.Equal(new(0, "", ""), await CommandRun.OfAsync([.. signal, "reset", "hourly"]));
        Assert.Equal(RunOutcome.Cancelled, (await UntilAsync(daemon, status => status is { Running: null, LastRun: not null })).LastRun?.Outcome);
        Assert.Equal(0, (await CommandRun.OfAsync([.. signal, "wakeup", "hourly"])).ExitCode);
        await UntilAsync(daemon, status => status.Running is not null);
        await daemon.StopAsync();
        Assert.Equal(0, zfs.Running);
    }

    // A machine whose pool does not answer.
    private sealed class HangingZfs : IZfsCommandRunner
    {
        private int _running;

        public int Running => Volatile.Read(ref _running);

        public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _running);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                throw new InvalidOperationException("An infinite wait came to an end.");
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }
}
