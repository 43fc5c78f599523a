using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>What SIGHUP does: spec config 17.4, C17.</summary>
public sealed class ConfigurationReloadTests : IAsyncLifetime
{
    private readonly RunningDaemon _daemon = new();

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private ConfigurationReload Reload => _daemon.Services.GetRequiredService<ConfigurationReload>();

    private void Write(string jobs) => File.WriteAllText(_daemon.ConfigurationPath, File.ReadAllText(_daemon.ConfigurationPath).Replace("jobs: []", $"jobs: {jobs}", StringComparison.Ordinal));

    [Fact]
    public async Task A_changed_file_is_taken_over()
    {
        Write("""[{ type: snap, name: new, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]""");
        Assert.NotNull(await Reload.ReloadAsync(_daemon.Limit));
        Assert.Equal("new", Assert.Single(_daemon.Jobs.Configurations[^1].Jobs).Name.Text);
        Assert.Equal("new", Assert.Single(_daemon.Services.GetRequiredService<ConfigurationInForce>().Current.Jobs).Definition.Name.Text);
    }

    [Fact]
    public async Task A_file_with_an_error_changes_nothing_and_the_log_tells_why_C_17()
    {
        Write("[{ type: snap }]");
        Assert.Null(await Reload.ReloadAsync(_daemon.Limit));
        Assert.Single(_daemon.Jobs.Configurations);
        Assert.NotNull(_daemon.Services.GetRequiredService<ConfigurationInForce>().Current.Definition);
        await _daemon.StopAsync();
        var log = File.ReadAllText(Path.Combine(_daemon.Directory.Path, "log"));
        Assert.Contains("the configuration was not reloaded, the old one stays in force", log, StringComparison.Ordinal);
        Assert.Contains("field name is required but not given", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_a_restart_is_told()
    {
        File.WriteAllText(_daemon.ConfigurationPath, File.ReadAllText(_daemon.ConfigurationPath).Replace("run/control", "run/control2", StringComparison.Ordinal));
        Assert.NotNull(await Reload.ReloadAsync(_daemon.Limit));
        await _daemon.StopAsync();
        Assert.Contains("global.control.sockpath changed; it takes effect at the next start", File.ReadAllText(Path.Combine(_daemon.Directory.Path, "log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_asks_for_it_and_hears_what_came_of_it()
    {
        Assert.Equal(new(0, "", ""), await CommandRun.OfAsync("--config", _daemon.ConfigurationPath, "signal", "reload"));
        Assert.Equal(2, _daemon.Jobs.Configurations.Count);
        var valid = _daemon.Directory.Write("valid.yml", File.ReadAllText(_daemon.ConfigurationPath));
        Write("[{ type: snap }]");
        Assert.Equal(
            new(1, "", "the configuration was not reloaded, the old one stays in force: zrepl configcheck tells why\n"),
            await CommandRun.OfAsync("--config", valid, "signal", "reload"));
    }
}
