using System.Text.Json;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl prune --dry-run</c>: the pruner's own plan, without a daemon; spec replication 3.</summary>
public sealed class PruneCommandTests : IAsyncLifetime
{
    private const string Jobs = """
        jobs:
          - { type: snap, name: snap, filesystems: { "tank/a": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }
          - type: push
            name: far
            filesystems: { "tank/b": true }
            connect: { type: tcp, address: "nas:8888" }
            snapshotting: { type: manual }
            pruning: { keep_sender: [{ type: not_replicated }, { type: last_n, count: 1 }], keep_receiver: [{ type: last_n, count: 1 }] }
          - type: push
            name: near
            enabled: false
            filesystems: { "tank/b": true }
            connect: { type: local, listener_name: here, client_identity: me }
            snapshotting: { type: manual }
            pruning: { keep_sender: [{ type: last_n, count: 9 }], keep_receiver: [{ type: last_n, count: 1 }] }
          - { type: sink, name: sink, root_fs: tank/in, serve: { type: local, listener_name: here } }

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private ZfsHost _zfs = null!; // made before each test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank");
        _zfs = new(new SimulatedZfs(_host), TimeProvider.System);
        await ZfsAsync("create tank/a", "create tank/b", "create tank/in");
        await ZfsAsync("snapshot tank/a@1", "snapshot tank/a@2", "snapshot tank/a@3", "hold mine tank/a@2");
        await ZfsAsync("snapshot tank/b@1", "snapshot tank/b@2", "snapshot tank/b@3", "snapshot tank/b@4");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Every_snapshot_is_shown_with_the_rule_or_hold_that_decides() => Assert.Equal(
        new(0, """
            job "snap", side local:
               tank/a: destroy 1 of 3 snapshots, frees about 0 B
                  destroy @1  (last_n 1: number 3)
                  keep    @2  (held by 1 hold)
                  keep    @3  (last_n 1: number 1)

            """, ""),
        await RunAsync("--job", "snap"));

    [Fact]
    public async Task What_is_replicated_is_read_from_the_cursor_on_this_machine()
    {
        var dataset = DatasetPath.Parse("tank/b");
        var third = (await _zfs.Versions.FindAsync(dataset, ["@3"], Token))["@3"];
        await new GuaranteeKeeper(_zfs).SetCursorAsync(dataset, third, JobName.Parse("far"), Token);
        var run = await RunAsync("--job", "far", "--side", "sender", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var filesystem = Assert.Single(JsonDocument.Parse(run.Output).RootElement[0].GetProperty("Filesystems").EnumerateArray());
        Assert.Equal(("tank/b", "planned"), (filesystem.GetProperty("Path").GetString(), filesystem.GetProperty("State").GetString()));
        Assert.Equal(["1", "2"], Destroyed(filesystem));
    }

    [Fact]
    public async Task A_side_behind_a_connection_is_told_and_the_rest_is_shown()
    {
        const string Told = "   not looked at: this needs the receiver of job \"far\", to which only the daemon connects (type tcp): look at the job in the daemon's dashboard\n";
        var all = await RunAsync();
        Assert.Equal((0, ""), (all.ExitCode, all.Error));
        Assert.Contains("job \"snap\", side local:\n   tank/a: destroy 1 of 3", all.Output, StringComparison.Ordinal);
        Assert.Contains("job \"far\", side sender:\n   tank/b: destroy 0 of 4 snapshots\n      note: ", all.Output, StringComparison.Ordinal);
        Assert.EndsWith("job \"far\", side receiver:\n" + Told, all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("near", all.Output, StringComparison.Ordinal); // not enabled
        Assert.Equal(new(1, "job \"far\", side receiver:\n" + Told, "not everything could be looked at\n"), await RunAsync("--job", "far", "--side", "receiver"));
    }

    [Fact]
    public async Task A_receiver_on_this_machine_is_looked_at()
    {
        await ZfsAsync("create -o zrepl:placeholder=on tank/in/me", "create -o zrepl:placeholder=on tank/in/me/tank", "create tank/in/me/tank/b", "create tank/in/me/tank/gone");
        await ZfsAsync("snapshot tank/in/me/tank/b@1", "snapshot tank/in/me/tank/b@2");
        var run = await RunAsync("--job", "near", "--side", "receiver");
        Assert.Equal(
            new(0, """
                job "near", side receiver:
                   tank: skipped: filesystem is placeholder
                   tank/b: destroy 1 of 2 snapshots, frees about 0 B
                      destroy @1  (last_n 1: number 2)
                      keep    @2  (last_n 1: number 1)
                   tank/gone: skipped: filesystem has no correspondence on sender

                """, ""),
            run);
    }

    [Fact] // promise 2: what a process left that died is released by the next pruning, and by no preview
    public async Task A_hold_that_the_next_pruning_releases_counts_as_gone_and_stays()
    {
        await ZfsAsync("create -o zrepl:placeholder=on tank/in/me", "create -o zrepl:placeholder=on tank/in/me/tank", "create tank/in/me/tank/b");
        foreach (var number in new[] { 1, 2, 3 }) await ZfsAsync($"snapshot tank/in/me/tank/b@{number}");
        foreach (var number in new[] { 1, 3 }) await ZfsAsync($"hold zrepl_last_received_J_sink tank/in/me/tank/b@{number}");
        await ZfsAsync("hold mine tank/in/me/tank/b@2");
        var run = await RunAsync("--job", "near", "--side", "receiver");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("""
               tank/b: destroy 1 of 3 snapshots, frees about 0 B
                  destroy @1  (last_n 1: number 3)
                  keep    @2  (held by 1 hold)
                  keep    @3  (last_n 1: number 1)
            """, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(_host.CommandLog.Entries, entry => entry.Command.Verb is "release" or "destroy" && entry.Command.Arguments[1] != "-nvp");
        Assert.Equal(2, (await new GuaranteeLister(_zfs).ListAsync(DatasetPath.Parse("tank/in/me/tank/b"), GuaranteeKinds.All, Token)).Length);
    }

    [Fact]
    public async Task A_day_to_come_is_reckoned_with_the_jobs_own_schedule()
    {
        var daily = Jobs.Replace("snapshotting: { type: manual }, pruning: { keep", "snapshotting: { type: periodic, interval: 24h, prefix: d_ }, pruning: { keep", StringComparison.Ordinal);
        var run = await CommandRun.OnAsync(_host, "prune", "--dry-run", "--job", "snap", "--as-of", "30d", "--config", _directory.Write("zrepl.yml", daily));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n');
        Assert.EndsWith("; snapshots by its own schedule (every 1d)", lines[1], StringComparison.Ordinal);
        Assert.Matches("^   tank/a: destroy 2 of 3 snapshots, frees about 0 B; (29|30) more are taken and destroyed until then$", lines[2]); // by the time of day
        Assert.Matches("^      destroy @1 at [0-9-]{10} [0-9:]{5}  \\(last_n 1: number 4\\)$", lines[3]);
        Assert.Equal("      keep    @2  (held by 1 hold)", lines[4]);
        Assert.Matches("^      keep    @d_[0-9_]+, not yet taken  \\(last_n 1: number 1\\)$", lines[6]);
        Assert.Equal(4, run.Output.Split("keep ").Length + run.Output.Split("destroy @").Length - 2);
    }

    [Fact]
    public async Task Where_nobody_takes_snapshots_it_says_so()
    {
        var run = await RunAsync("--job", "snap", "--as-of", "30d");
        Assert.Contains("none are expected", run.Output, StringComparison.Ordinal);
        Assert.Contains("   tank/a: destroy 0 of 3 snapshots\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("keep    @1  (no rule keeps it; the job does not prune again before then)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_destroyed()
    {
        var before = await SnapshotsAsync();
        await RunAsync();
        Assert.Equal(before, await SnapshotsAsync());
        // Room is asked about once per dataset of which something goes, by a destroy that is none.
        Assert.Equal(["destroy -nvp tank/a@1"], _host.CommandLog.Entries.Where(entry => entry.Command.Verb == "destroy").Select(entry => string.Join(' ', entry.Command.Arguments)));
    }

    [Theory]
    [InlineData("job \"x\" not defined in config", "--job", "x")]
    [InlineData("no job of this configuration prunes", "--job", "sink")]
    [InlineData("no job of this configuration prunes the side sender", "--job", "snap", "--side", "sender")]
    [InlineData("invalid argument for \"--as-of\" flag: \"soon\" is not a time: write it like 2027-01-31, 2027-01-31T06:00, 2027-01-31T06:00:00+01:00, or 30d from now", "--as-of", "soon")]
    [InlineData("invalid argument for \"--as-of\" flag: 2001-01-01 is not in the future", "--as-of", "2001-01-01")]
    [InlineData("invalid argument \"left\" for \"--side\" flag: must be one of sender, receiver, local", "--side", "left")]
    public async Task Wrong_flags_are_told(string message, params string[] flags) => Assert.Equal(new(1, "", message + "\n"), await RunAsync(flags));

    [Fact]
    public async Task Without_dry_run_it_refuses()
    {
        var run = await CommandRun.OnAsync(_host, "prune", "--config", _directory.Write("zrepl.yml", Jobs));
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("only `zrepl prune --dry-run` is possible", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Destroyed(JsonElement filesystem) => filesystem.GetProperty("Snapshots").EnumerateArray()
        .Where(snapshot => snapshot.GetProperty("Destroy").GetBoolean()).Select(snapshot => snapshot.GetProperty("Name").GetString());

    private Task<CommandRun> RunAsync(params string[] flags) =>
        CommandRun.OnAsync(_host, ["prune", "--dry-run", .. flags, "--config", _directory.Write("zrepl.yml", Jobs)]);

    private async Task<string> SnapshotsAsync() => (await _zfs.Runner.RunAsync(ZfsCommand.Zfs("list", "-t", "snapshot"), Token)).OutputText;

    private async Task ZfsAsync(params string[] lines)
    {
        foreach (var line in lines) Assert.True((await _zfs.Runner.RunAsync(ZfsCommand.Zfs(line.Split(' ')), Token)).IsSuccess, line);
    }
}
