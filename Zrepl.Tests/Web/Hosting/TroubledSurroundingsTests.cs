using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Story;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>What tells of the daemon's work is never in the way of it: log collectors that stall or are gone, traces that cannot be written. Spec E1, E-09, F-16.</summary>
public sealed class TroubledSurroundingsTests
{
    [Fact]
    public async Task Jobs_go_on_and_each_fault_can_be_seen()
    {
        using var stalled = new TcpListener(IPAddress.Loopback, 0); // accepts, and never reads
        stalled.Start();
        await using var host = new SimulatedHost(new() { SyncToDisk = false });
        await host.CreatePoolAsync("tank");
        await using var daemon = new RunningDaemon(directory => $$"""
            global:
              logging:
              - { type: file, level: debug, format: logfmt, filename: {{directory}}/log }
              - { type: tcp, level: debug, format: json, address: "127.0.0.1:{{((IPEndPoint)stalled.LocalEndpoint).Port}}" }
              - { type: tcp, level: debug, format: json, address: "127.0.0.1:9", retry_interval: 10ms }
              control: { sockpath: {{directory}}/run/control }
            jobs:
            - { type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }
            """)
        {
            MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new() { Runner = new SimulatedZfs(host) }), _ => true)],
        };
        Directory.CreateDirectory(daemon.StatePath);
        await File.WriteAllTextAsync(Path.Combine(daemon.StatePath, "traces"), "a file where a directory should be", daemon.Limit);
        await daemon.StartAsync();
        for (var run = 0; run < 3; run++)
            Assert.Equal(0, (await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "wakeup", "hourly", "--wait")).ExitCode);

        var metrics = daemon.Services.GetRequiredService<MetricsText>();
        while (Lost() == 0) // what is lost is noticed by the outlet's own flow
        {
            daemon.Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await daemon.StopAsync();
        var log = await File.ReadAllLinesAsync(Path.Combine(daemon.Directory.Path, "log"), daemon.Limit);
        Assert.Contains(log, line => line.Contains("level=error", StringComparison.Ordinal) && line.Contains("outlet error", StringComparison.Ordinal) && line.Contains("tcp", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("trace", StringComparison.Ordinal) && line.Contains(Path.Combine(daemon.StatePath, "traces"), StringComparison.Ordinal));

        double Lost() => MetricsReading.Of(metrics.Write()).Value("zrepl_daemon_log_entries_lost", ("type", "tcp"));
    }

    [Fact]
    public async Task A_full_disk_costs_the_traces_of_its_time_and_nothing_else()
    {
        Assert.SkipUnless(SmallDisk.UnavailableBecause is null, SmallDisk.UnavailableBecause ?? "");
        await using var disk = await SmallDisk.MountAsync(mebibytes: 4);
        disk.Fill();
        await using var host = new SimulatedHost(new() { SyncToDisk = false });
        await host.CreatePoolAsync("tank");
        await using var daemon = new RunningDaemon(directory => $$"""
            global:
              logging: [{ type: file, level: debug, format: logfmt, filename: {{directory}}/log }]
              control: { sockpath: {{directory}}/run/control }
            jobs:
            - { type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }
            """)
        {
            MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new() { Runner = new SimulatedZfs(host) }), _ => true)],
        };
        Directory.CreateDirectory(daemon.StatePath);
        var traces = Path.Combine(daemon.StatePath, "traces");
        Directory.CreateSymbolicLink(traces, disk.Path);
        await daemon.StartAsync();

        await RunAsync();
        await UntilAsync(() => LogLines().Any(IsTold)); // traces are written beside the run
        Assert.False(HasTraces());
        disk.Free();
        await RunAsync();
        await UntilAsync(HasTraces);

        await daemon.StopAsync();
        Assert.DoesNotContain(LogLines(), line => line.Contains("level=error", StringComparison.Ordinal));

        bool IsTold(string line) => line.Contains("level=warn", StringComparison.Ordinal) && line.Contains("the trace of this run cannot be recorded", StringComparison.Ordinal)
            && line.Contains("No space left", StringComparison.Ordinal);

        bool HasTraces() => Directory.EnumerateFiles(disk.Path, "*.json").Any(file => new FileInfo(file).Length > 0);

        IEnumerable<string> LogLines() => File.ReadLines(Path.Combine(daemon.Directory.Path, "log"));

        async Task RunAsync() => Assert.Equal(0, (await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "wakeup", "hourly", "--wait")).ExitCode);

        async Task UntilAsync(Func<bool> isSo)
        {
            while (!isSo()) await Task.Delay(50, daemon.Limit);
        }
    }
}
