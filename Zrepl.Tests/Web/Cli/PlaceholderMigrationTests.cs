using Zrepl.Engine.Endpoints;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl migrate 0.0.X:0.1:placeholder</c>: spec A10, H1 A-26.</summary>
public sealed class PlaceholderMigrationTests : IAsyncLifetime
{
    private const string Jobs = """
        jobs:
          - { type: sink, name: in, root_fs: tank/in, serve: { type: local, listener_name: l } }
          - { type: snap, name: own, filesystems: { "tank": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });

    private static string Hash => LegacyPlaceholderHash.Of(DatasetPath.Parse("tank/in/c1"));

    public async ValueTask InitializeAsync()
    {
        _directory.Write("zrepl.yml", Jobs);
        await _host.CreatePoolAsync("tank");
        foreach (var name in new[] { "tank/in", "tank/in/c1", "tank/in/c1/new", "tank/in/c1/data" }) await ZfsAsync("create", name);
        await ZfsAsync("set", $"zrepl:placeholder={Hash}", "tank/in/c1");
        await ZfsAsync("set", "zrepl:placeholder=on", "tank/in/c1/new");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing_A_26()
    {
        Assert.Equal(new(0, Told, ""), await RunAsync("--dry-run"));
        Assert.Equal(Hash, await MarkAsync("tank/in/c1"));
    }

    [Fact]
    public async Task Marks_of_zrepl_0_0_become_marks_of_today()
    {
        Assert.Equal(new(0, Told, ""), await RunAsync());
        Assert.Equal("on", await MarkAsync("tank/in/c1"));
        Assert.Contains("  \"tank/in/c1\": unchanged (placeholder=true)\n", (await RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_an_error() => Assert.Equal(new(1, "", "migration does not take arguments, got [now]\n"), await RunAsync("now"));

    private static string Told => $"""
        job "in" => migrate filesystems below root_fs "tank/in"
          "tank/in/c1": migrate (placeholder=true) (old value = "{Hash}")
          "tank/in/c1/data": unchanged (placeholder=false)
          "tank/in/c1/new": unchanged (placeholder=true)
        ignoring job "own" (type snap): it receives nothing

        """;

    private Task<CommandRun> RunAsync(params string[] words) =>
        CommandRun.OnAsync(_host, ["--config", Path.Combine(_directory.Path, "zrepl.yml"), "migrate", "0.0.X:0.1:placeholder", .. words]);

    private async Task<string> MarkAsync(string dataset) => (await ZfsAsync("get", "-H", "-o", "value", "zrepl:placeholder", dataset)).Trim();

    private async Task<string> ZfsAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess, result.ErrorText);
        return result.OutputText;
    }
}
