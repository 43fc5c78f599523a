using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl migrate replication-cursor:v1-v2</c>: spec A10, B6.6, H1 A-26.</summary>
public sealed class MigrateCommandTests : IAsyncLifetime
{
    private const string Jobs = """
        jobs:
          - { type: push, name: p, filesystems: { "tank/old": true, "tank/ahead": true, "tank/lonely": true, "tank/both": true, "tank/new": true },
              connect: { type: tcp, address: "nas:8888" }, snapshotting: { type: manual }, pruning: { keep_sender: [{ type: last_n, count: 1 }], keep_receiver: [{ type: last_n, count: 1 }] } }
          - { type: source, name: s, filesystems: { "tank/both": true }, serve: { type: local, listener_name: s }, snapshotting: { type: manual } }
          - { type: snap, name: own, filesystems: { "tank": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private ZfsHost _zfs = null!; // made before each test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Both versions on each dataset: the v1 cursor at one, the v2 cursor at another.
    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank");
        _zfs = new(new SimulatedZfs(_host), TimeProvider.System);
        foreach (var name in new[] { "old", "ahead", "lonely", "both", "new", "foreign" })
            await ZfsAsync($"create tank/{name}", $"snapshot tank/{name}@1", $"snapshot tank/{name}@2");
        foreach (var (name, version) in new[] { ("old", 1), ("ahead", 2), ("lonely", 1), ("both", 1), ("foreign", 1) })
            await ZfsAsync($"bookmark tank/{name}@{version} tank/{name}#zrepl_replication_cursor");
        await CursorAsync("old", "@2");
        await CursorAsync("ahead", "@1");
        await CursorAsync("both", "@2");
        await CursorAsync("new", "@2");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing_A_26()
    {
        var before = await BookmarksAsync();
        var run = await RunAsync("--dry-run");
        Assert.Equal((1, "migration failed for one or more filesystems\n"), (run.ExitCode, run.Error));
        Assert.StartsWith("ignoring job \"own\" (type snap): it has no v1 replication cursors\nINSPECT FILESYSTEM \"tank\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nDRY RUN: would destroy replication-cursor-bookmark-v1 tank/old#zrepl_replication_cursor\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, await BookmarksAsync());
    }

    [Fact]
    public async Task Only_a_cursor_with_a_successor_is_destroyed()
    {
        var run = await RunAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\nFILESYSTEM \"tank/old\" COMPLETE\n", run.Output, StringComparison.Ordinal);
        var v1 = (await BookmarksAsync()).Split('\n').Where(name => name.EndsWith("#zrepl_replication_cursor", StringComparison.Ordinal));
        Assert.Equal(["tank/ahead", "tank/both", "tank/foreign", "tank/lonely"], v1.Select(name => name.Split('#')[0]).Order());
    }

    [Theory]
    [InlineData("tank/ahead", "MIGRATION FAILED: v1 replication cursor createtxg is higher than v2 cursor's, skipping this filesystem")]
    [InlineData("tank/lonely", "MIGRATION FAILED: job \"p\" has no v2 replication cursor on \"tank/lonely\" yet: let it replicate once, then try again")]
    [InlineData("tank/both", "MIGRATION FAILED: jobs \"p\" and \"s\" both match \"tank/both\"\ncannot attribute replication cursor to either one")]
    [InlineData("tank/new", "there is no v1 replication cursor\nFILESYSTEM SKIPPED")]
    [InlineData("tank/foreign", "no push or source job is about this filesystem\nFILESYSTEM SKIPPED")]
    public async Task The_reason_is_told_for_each_dataset_that_stays_as_it_is(string dataset, string told) =>
        Assert.Contains($"INSPECT FILESYSTEM \"{dataset}\"\n{told}\n", (await RunAsync()).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Arguments_are_refused() =>
        Assert.Equal(new(1, "", "migration does not take arguments, got [tank/old]\n"), await RunAsync("tank/old"));

    private Task<CommandRun> RunAsync(params string[] flags) =>
        CommandRun.OnAsync(_host, ["migrate", "replication-cursor:v1-v2", .. flags, "--config", _directory.Write("zrepl.yml", Jobs)]);

    private async Task<string> BookmarksAsync() => (await _zfs.Runner.RunAsync(ZfsCommand.Zfs("list", "-H", "-o", "name", "-t", "bookmark"), Token)).OutputText;

    private async Task CursorAsync(string name, string version)
    {
        var dataset = DatasetPath.Parse("tank/" + name);
        var found = (await _zfs.Versions.FindAsync(dataset, [version], Token))[version];
        await new GuaranteeKeeper(_zfs).SetCursorAsync(dataset, found, JobName.Parse("p"), Token);
    }

    private async Task ZfsAsync(params string[] lines)
    {
        foreach (var line in lines) Assert.True((await _zfs.Runner.RunAsync(ZfsCommand.Zfs(line.Split(' ')), Token)).IsSuccess, line);
    }
}
