using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Zrepl.Tests.Support;
using Zrepl.Web.Cli;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>The daemon as a whole, in the process of the tests: spec A2, H2.</summary>
public sealed class DaemonRunTests : IAsyncDisposable
{
    private readonly RunningDaemon _daemon = new();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task It_answers_on_the_dashboards_address_and_says_when_it_is_ready()
    {
        await _daemon.StartAsync();
        Assert.Equal("ok\n", await _daemon.Web.GetStringAsync("/healthz", _daemon.Limit));
        Assert.Equal("ok\n", await _daemon.Web.GetStringAsync("/readyz", _daemon.Limit));
        await _daemon.StopAsync();
        Assert.False(File.Exists(_daemon.SocketPath));
    }

    [Fact]
    public async Task Its_end_is_in_order_also_when_it_takes_longer_than_it_may()
    {
        await using var hurried = new RunningDaemon { PatienceAtEnd = TimeSpan.Zero };
        await hurried.StartAsync();
        var services = hurried.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await hurried.StopAsync(); // an exception would be exit code 2 and "please report this"
        foreach (var service in services) await service.OverAsync(); // they are left behind, and go on in a directory that is to be deleted
        Assert.Contains("daemon exiting", await File.ReadAllTextAsync(Path.Combine(hurried.Directory.Path, "log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_socket_serves_no_page_and_the_network_nothing_of_the_socket()
    {
        await _daemon.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await _daemon.Control.GetAsync("/healthz", _daemon.Limit)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await _daemon.Web.GetAsync("/version", _daemon.Limit)).StatusCode);
        var version = JsonDocument.Parse(await _daemon.Control.GetStringAsync("/version", _daemon.Limit)).RootElement;
        Assert.Equal(["Version", "RuntimeGo", "RuntimeGOOS", "RuntimeGOARCH", "RUNTIMECompiler"], version.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Two_daemons_do_not_share_a_state_directory()
    {
        await _daemon.StartAsync();
        var second = await CommandRun.OfAsync("daemon", "--config", _daemon.ConfigurationPath, "--state", _daemon.StatePath, "--listen", "http://127.0.0.1:0");
        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Equal(
            $"The state directory {_daemon.StatePath} is used by another zrepl (process {Environment.ProcessId}). End that one, or choose another directory with --state.\n",
            second.Error);
    }

    [Fact]
    public async Task Two_daemons_do_not_share_a_control_socket()
    {
        await _daemon.StartAsync();
        var second = await CommandRun.OfAsync("daemon", "--config", _daemon.ConfigurationPath, "--state", _daemon.StatePath + "2", "--listen", "http://127.0.0.1:0");
        Assert.Equal(1, second.ExitCode);
        Assert.StartsWith("another zrepl daemon answers on the control socket ", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_told_with_a_way_out()
    {
        await _daemon.StartAsync();
        var other = _daemon.Directory.Write("other.yml", $$"""
            global:
              logging: [{ type: file, level: debug, format: logfmt, filename: {{_daemon.Directory.Path}}/log2 }]
              control: { sockpath: {{_daemon.Directory.Path}}/run2/control }
            """); // or it would warn on the output of the tests
        var second = await CommandRun.OfAsync("daemon", "--config", other, "--state", _daemon.StatePath + "2", "--listen", _daemon.Address);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("address already in use", second.Error, StringComparison.Ordinal);
        Assert.Contains("--listen", second.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "Refusing to listen on http://0.0.0.0:0: everybody on the network could read passwords")]
    [InlineData("http://*:0", "Refusing to listen on http://*:0")]
    [InlineData("ftp://127.0.0.1", "Cannot listen on \"ftp://127.0.0.1\"")]
    [InlineData("nonsense:x", "Cannot listen on \"http://nonsense:x\"")]
    public async Task Addresses_that_make_no_sense_or_are_not_safe_are_refused(string listen, string message)
    {
        var run = await CommandRun.OfAsync("daemon", "--config", _daemon.ConfigurationPath, "--state", _daemon.StatePath, "--listen", listen);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_built_keeps_it_from_starting()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Fixtures", "config", "invalid", "I20-regex.yml");
        var run = await CommandRun.OfAsync("daemon", "--config", file, "--state", _daemon.StatePath);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("cannot build jobs from config:\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_environment_variable_keeps_it_from_starting_C_14()
    {
        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            ["daemon", "--config", _daemon.ConfigurationPath, "--state", _daemon.StatePath],
            new(TextWriter.Null, error) { Variable = name => name == "ZREPL_REPLICATION_MAX_ATTEMPTS" ? "many" : null });
        Assert.Equal(1, exitCode);
        Assert.Contains("ZREPL_REPLICATION_MAX_ATTEMPTS=many", error.ToString(), StringComparison.Ordinal);
    }
}
