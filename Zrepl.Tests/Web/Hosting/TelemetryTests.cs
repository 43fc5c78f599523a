using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>Traces and metrics to an OpenTelemetry collector: spec F3, F-20.</summary>
[Collection(Alone.Name)] // who listens hears of everything that is traced in this process
public sealed class TelemetryTests
{
    private const string Hourly = """[{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]""";

    [Fact]
    public async Task Runs_and_metrics_reach_the_collector_F_20()
    {
        Tracer.Attach(new ActivityMirror()); // a test has a tracer of its own
        var received = new ConcurrentDictionary<string, StringBuilder>();
        await using var collector = await SideServer.StartAsync(new HostPort("127.0.0.1", "0"), freebind: false, app => app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.GetOrAdd(context.Request.Path.Value ?? "", _ => new()).Append(Encoding.Latin1.GetString(body.ToArray())); // names are readable within protobuf
            context.Response.ContentType = "application/x-protobuf";
        }), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        await using var host = new SimulatedHost(new() { SyncToDisk = false });
        await host.CreatePoolAsync("tank");
        await using var daemon = new RunningDaemon(Hourly)
        {
            MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new() { Runner = new SimulatedZfs(host) }), _ => true)],
        };
        daemon.Directory.Write("appsettings.json", $$"""{ "Zrepl": { "OpenTelemetry": { "Endpoint": "http://{{collector.EndPoint}}", "Protocol": "http" } } }""");
        await daemon.StartAsync();
        Assert.Equal(0, (await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "signal", "wakeup", "hourly", "--wait")).ExitCode);
        await daemon.StopAsync(); // sends what waits
        Assert.Equal(["/v1/metrics", "/v1/traces"], received.Keys.Order(StringComparer.Ordinal));
        Assert.All((string[])["invocation-1", "snap-job-do-prune", "zfs list", "service.name", "zrepl.job"], name => Assert.Contains(name, received["/v1/traces"].ToString(), StringComparison.Ordinal));
        Assert.All((string[])["zrepl_start_time", "zrepl_zfscmd_runtime_count", "zrepl_job_health", "hourly"], name => Assert.Contains(name, received["/v1/metrics"].ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nowhere", "grpc", "Zrepl:OpenTelemetry:Endpoint is \"nowhere\": the address of a collector looks like http://127.0.0.1:4317.")]
    [InlineData("http://127.0.0.1:4317", "udp", "Zrepl:OpenTelemetry:Protocol is \"udp\": it may be grpc or http.")]
    public async Task Settings_that_make_no_sense_are_told(string endpoint, string protocol, string message)
    {
        await using var daemon = new RunningDaemon(Hourly);
        daemon.Directory.Write("appsettings.json", $$"""{ "Zrepl": { "OpenTelemetry": { "Endpoint": "{{endpoint}}", "Protocol": "{{protocol}}" } } }""");
        var run = await CommandRun.OfAsync("daemon", "--config", daemon.ConfigurationPath, "--state", daemon.StatePath, "--listen", "http://127.0.0.1:0");
        Assert.Equal((1, message + "\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_collector_that_is_gone_holds_nothing_up()
    {
        await using var daemon = new RunningDaemon(Hourly);
        daemon.Directory.Write("appsettings.json", """{ "Zrepl": { "OpenTelemetry": { "Endpoint": "http://127.0.0.1:9" } } }""");
        await daemon.StartAsync();
        Assert.Equal("ok\n", await daemon.Web.GetStringAsync("/readyz", daemon.Limit));
    }
}
