using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Story;
using Zrepl.Web.Cli;
using Zrepl.Web.Hosting;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>The listeners beside the dashboard: for Prometheus and for those who look into the daemon. Spec A2, A11, D1, F2.</summary>
public sealed class SideListenersTests
{
    private const string Hourly = """[{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]""";

    [Fact]
    public async Task Prometheus_gets_metrics_without_a_password_and_nothing_else()
    {
        await using var daemon = new RunningDaemon(Hourly, "[{ type: prometheus, listen: '127.0.0.1:0' }]");
        await daemon.StartAsync();
        using var web = await BrowserOfAsync(daemon);
        using var page = await web.GetAsync("/metrics", daemon.Limit);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        Assert.Contains("zrepl_start_time", MetricsReading.Of(await page.Content.ReadAsStringAsync(daemon.Limit)).Types.Keys);
        foreach (var path in new[] { "/", "/api/v1/jobs", "/healthz", "/metrics/" }) Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync(path, daemon.Limit)).StatusCode);
        Assert.Contains("_prometheus", await daemon.Control.GetStringAsync("/status", daemon.Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_an_error_in_the_log_and_the_daemon_lives_on()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var daemon = new RunningDaemon(Hourly, $"[{{ type: prometheus, listen: '127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}' }}]");
        await daemon.StartAsync();
        Assert.Equal("ok\n", await daemon.Web.GetStringAsync("/readyz", daemon.Limit));
        await daemon.StopAsync();
        var line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(daemon.Directory.Path, "log"), daemon.Limit), line => line.Contains("for Prometheus", StringComparison.Ordinal));
        Assert.Contains("level=error job=_prometheus", line, StringComparison.Ordinal);
        Assert.Contains("trying again in 30 s", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_opens_moves_and_closes_it()
    {
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        var listener = daemon.Services.GetRequiredService<PrometheusListener>();
        Assert.Null(listener.EndPoint);
        await ReloadAsync(daemon, "monitoring: []", "monitoring: [{ type: prometheus, listen: '127.0.0.1:0' }]");
        using (var web = await BrowserOfAsync(daemon)) Assert.Equal(HttpStatusCode.OK, (await web.GetAsync("/metrics", daemon.Limit)).StatusCode);
        Assert.Contains("_prometheus", await daemon.Control.GetStringAsync("/status", daemon.Limit), StringComparison.Ordinal);
        await ReloadAsync(daemon, "monitoring: [{ type: prometheus, listen: '127.0.0.1:0' }]", "monitoring: []");
        Assert.Null(listener.EndPoint);
        Assert.DoesNotContain("_prometheus", await daemon.Control.GetStringAsync("/status", daemon.Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_activity_trace_is_streamed_to_whoever_asks_F_17()
    {
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        string[] pprof = ["--config", daemon.ConfigurationPath, "pprof"];
        var on = await CommandRun.OfAsync([.. pprof, "listen", "on", "127.0.0.1:0"]);
        Assert.Equal((0, ""), (on.ExitCode, on.Output));
        Assert.Matches("^\\S+ \\S+ connecting to zrepl daemon\n\\S+ \\S+ finished\n$", on.Error);
        var address = daemon.Services.GetRequiredService<PprofListener>().EndPoint!.ToString(); // it was switched on

        using var output = new SeenStream("\"ph\":\"B\"");
        using var stop = new CancellationTokenSource();
        var trace = CommandLine.RunAsync([.. pprof, "activity-trace", address], new(TextWriter.Null, TextWriter.Null) { OpenOutput = () => output, Stop = stop.Token });
        await output.Seen.WaitAsync(daemon.Limit);
        await stop.CancelAsync();
        Assert.Equal(0, await trace);
        Assert.StartsWith("[\n{\"name\":", output.Text, StringComparison.Ordinal);
        StrictChromeTrace.Read(output.Text, mayBreakOff: true);

        using var web = new HttpClient { BaseAddress = new($"http://{address}") };
        Assert.Equal(HttpStatusCode.OK, (await web.GetAsync("/metrics", daemon.Limit)).StatusCode);
        Assert.Equal("a websocket is needed; try: zrepl pprof activity-trace HOST:PORT\n", await (await web.GetAsync("/debug/zrepl/activity-trace", daemon.Limit)).Content.ReadAsStringAsync(daemon.Limit));
        Assert.Equal(0, (await CommandRun.OfAsync([.. pprof, "listen", "off"])).ExitCode);
        Assert.Null(daemon.Services.GetRequiredService<PprofListener>().EndPoint);
        await AssertGoneAsync(web, daemon.Limit);
    }

    // Another test may have been given the port meanwhile, but not our metrics.
    private static async Task AssertGoneAsync(HttpClient web, CancellationToken limit)
    {
        try
        {
            using var answer = await web.GetAsync("/metrics", limit);
            Assert.DoesNotContain("zrepl_start_time", await answer.Content.ReadAsStringAsync(limit), StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            // as it is to be
        }
    }

    [Fact]
    public async Task A_listener_that_cannot_be_had_is_told_to_who_asked()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var daemon = new RunningDaemon(Hourly);
        await daemon.StartAsync();
        var run = await CommandRun.OfAsync("--config", daemon.ConfigurationPath, "pprof", "listen", "on", $"127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\ncannot listen on 127.0.0.1:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid arguments: use `pprof listen on HOST:PORT` or `pprof listen off`", "listen")]
    [InlineData("invalid arguments: use `pprof listen on HOST:PORT` or `pprof listen off`", "listen", "perhaps")]
    [InlineData("address nowhere: missing port in address", "listen", "on", "nowhere")]
    [InlineData("exactly one positional argument is needed: HOST:PORT of the daemon's listener", "activity-trace")]
    public async Task What_makes_no_sense_is_told(string message, params string[] words)
    {
        await using var daemon = new RunningDaemon(Hourly);
        var run = await CommandRun.OfAsync(["--config", daemon.ConfigurationPath, "pprof", .. words]);
        Assert.Equal(new(1, "", message + "\n"), run);
    }

    private static async Task<HttpClient> BrowserOfAsync(RunningDaemon daemon)
    {
        var listener = daemon.Services.GetRequiredService<PrometheusListener>();
        while (listener.EndPoint is null)
        {
            daemon.Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return new() { BaseAddress = new($"http://{listener.EndPoint}") };
    }

    private static async Task ReloadAsync(RunningDaemon daemon, string before, string after)
    {
        var text = await File.ReadAllTextAsync(daemon.ConfigurationPath, daemon.Limit);
        Assert.Contains(before, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(daemon.ConfigurationPath, text.Replace(before, after, StringComparison.Ordinal), daemon.Limit);
        Assert.NotNull(await daemon.Services.GetRequiredService<IConfigurationReload>().ReloadAsync(daemon.Limit));
    }

    // Tells when a text has come by.
    private sealed class SeenStream(string text) : MemoryStream
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly StringBuilder _all = new();

        public Task Seen => _seen.Task;

        public string Text => _all.ToString();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _all.Append(Encoding.UTF8.GetString(buffer.Span));
            if (Text.Contains(text, StringComparison.Ordinal)) _seen.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
