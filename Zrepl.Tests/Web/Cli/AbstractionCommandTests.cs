using System.Text.Json;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl zfs-abstraction</c>: spec A9, B2 to B6, H1 A-23 to A-25.</summary>
public sealed class AbstractionCommandTests : IAsyncLifetime
{
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private ZfsHost _zfs = null!; // made before each test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank");
        _zfs = new(new SimulatedZfs(_host), TimeProvider.System);
        await ZfsAsync("create tank/a", "create tank/b", "snapshot tank/a@1", "snapshot tank/a@2", "snapshot tank/a@3", "snapshot tank/b@1", "snapshot tank/b@2");
        await ZfsAsync("hold zrepl_STEP_J_push tank/a@1", "hold zrepl_STEP_J_push tank/a@3", "hold backup tank/a@3");
        await ZfsAsync("hold zrepl_STEP_J_other tank/b@1", "hold zrepl_STEP_J_other tank/b@2");
        await CursorAsync("tank/a", "@2", "push");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Holds_and_cursors_are_listed_as_recorded_A_23()
    {
        var run = await RunAsync("list");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(
            """
            ^replication-cursor-bookmark-v2 tank/a#zrepl_CURSOR_G_[0-9a-f]{16}_J_push
            step-hold "zrepl_STEP_J_push" on tank/a@1
            step-hold "zrepl_STEP_J_push" on tank/a@3
            step-hold "zrepl_STEP_J_other" on tank/b@1
            step-hold "zrepl_STEP_J_other" on tank/b@2
            $
            """.Replace("\r", "", StringComparison.Ordinal), run.Output);
        Assert.Equal(run, await CommandRun.OnAsync(_host, "holds", "list", "-p", "8"));
    }

    [Fact]
    public async Task Json_has_the_names_and_the_order_of_Go_zrepl_A_23()
    {
        var run = await RunAsync("list", "--json", "--type", "step-hold", "--fs", "tank/a");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var items = run.Output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, items.Length);
        Assert.StartsWith("{\n  \"Type\": \"step-hold\",\n  \"FS\": \"tank/a\",\n  \"Name\": \"1\",\n  \"FullPath\": \"tank/a@1\",\n  \"JobID\": \"push\",\n  \"CreateTXG\": ", items[0], StringComparison.Ordinal);
        Assert.EndsWith("  \"String\": \"step-hold \\\"zrepl_STEP_J_push\\\" on tank/a@1\"\n}", items[0], StringComparison.Ordinal);
        using var recorded = JsonDocument.Parse(Recorded);
        using var ours = JsonDocument.Parse(items[0]);
        Assert.Equal(Shape(recorded.RootElement), Shape(ours.RootElement));
        var snapshot = (await _zfs.Versions.FindAsync(DatasetPath.Parse("tank/a"), ["@1"], Token))["@1"];
        Assert.Equal(snapshot.Guid, ours.RootElement.GetProperty("FilesystemVersion").GetProperty("Guid").GetUInt64());
    }

    [Theory]
    [InlineData(2, "--job", "other")]
    [InlineData(1, "--type", "replication-cursor-bookmark-v2,last-received-hold")]
    [InlineData(3, "--fs", "tank<:ok,tank/b:!")]
    [InlineData(0, "--fs", "tank/b", "--job", "push")]
    public async Task Flags_narrow_the_list(int items, params string[] flags) =>
        Assert.Equal(items, (await RunAsync(["list", .. flags])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

    [Theory]
    [InlineData("--type", "hold", "unknown type \"hold\"")]
    [InlineData("--concurrency", "0", "must be a number of at least 1")]
    [InlineData("--fs", "tank:yes", "'yes' is not a valid filter result, must be 'ok' or '!'")]
    [InlineData("--fs", "tank@a", "")]
    [InlineData("--job", "a/b", "")]
    public async Task Wrong_flags_are_told(string flag, string value, string problem)
    {
        var run = await RunAsync("list", flag, value);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"invalid argument \"{value}\" for \"{flag}\" flag: {problem}", run.Error, StringComparison.Ordinal);
    }

    [Fact] // B3.3
    public async Task What_cannot_be_listed_is_told_and_the_rest_is_shown()
    {
        var missing = await RunAsync("list", "--fs", "tank/missing");
        Assert.Equal((1, ""), (missing.ExitCode, missing.Output));
        Assert.StartsWith("list endpoint abstractions on \"tank/missing\": ", missing.Error, StringComparison.Ordinal);
        Assert.EndsWith("\nthere were errors in listing the abstractions\n", missing.Error, StringComparison.Ordinal);

        BreakListingOf("tank/a");
        var run = await RunAsync("list");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("step-hold \"zrepl_STEP_J_other\" on tank/b@1\nstep-hold \"zrepl_STEP_J_other\" on tank/b@2\n", run.Output);
    }

    [Theory]
    [InlineData("step-hold")]
    [InlineData("replication-cursor-bookmark-v2,last-received-hold")]
    public async Task Stale_ones_are_not_judged_by_half_A_24(string kinds) => Assert.Equal(
        new(1, "", "ListStale requires query to ask for all of replication-cursor-bookmark-v2,step-hold\n"),
        await RunAsync("release-stale", "--type", kinds));

    [Fact]
    public async Task Only_stale_ones_are_released_A_25()
    {
        const string Stale = "step-hold \"zrepl_STEP_J_push\" on tank/a@1\nstep-hold \"zrepl_STEP_J_other\" on tank/b@1\n";
        var dry = await RunAsync("release-stale", "--dry-run");
        Assert.Equal(new(0, string.Concat(Stale.TrimEnd().Split('\n').Select(line => $"would destroy {line}\n")), ""), dry);
        Assert.Equal(5, (await AllAsync()).Count);

        var run = await RunAsync("release-stale");
        Assert.Equal(new(0, string.Concat(Stale.TrimEnd().Split('\n').Select(line => $"destroy {line} ... OK\n")), ""), run);
        Assert.Equal(3, (await AllAsync()).Count);
        Assert.Equal(new(0, "", ""), await RunAsync("release-stale"));
    }

    [Fact] // a listing with holes could make something look stale that is needed
    public async Task A_listing_that_fails_releases_nothing_stale()
    {
        BreakListingOf("tank/b");
        var run = await RunAsync("release-stale");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(5, (await AllAsync()).Count);
    }

    [Fact]
    public async Task Forgotten_tentative_cursors_are_shown_but_stay_A_25()
    {
        var dataset = DatasetPath.Parse("tank/a");
        var snapshot = (await _zfs.Versions.FindAsync(dataset, ["@1"], Token))["@1"];
        await new GuaranteeKeeper(_zfs).SetTentativeCursorAsync(dataset, snapshot, JobName.Parse("push"), Token);
        var run = await RunAsync("release-stale", "--fs", "tank/a");
        Assert.Equal((0, "destroy step-hold \"zrepl_STEP_J_push\" on tank/a@1 ... OK\n"), (run.ExitCode, run.Output));
        Assert.Matches(@"^left alone, but probably forgotten unless a replication is running: tentative-\S+ tank/a#zrepl_CURSORTENTATIVE__G_\S+_J_push\n$", run.Error);
    }

    [Fact]
    public async Task Everything_of_a_job_can_be_released_and_foreign_holds_stay()
    {
        var run = await RunAsync("release-all", "--job", "push", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal("", JsonDocument.Parse(line).RootElement.GetProperty("DestroyErr").GetString()));
        Assert.All(await AllAsync(), left => Assert.Equal("other", left.Job!.Value.Text));
        Assert.Single(await _zfs.Holds.ListAsync([SnapshotPath.Parse("tank/a@3")], Token));
    }

    [Fact]
    public async Task A_release_that_fails_is_told_and_the_others_go_on()
    {
        _host.Faults.Add("zfs release *tank/b@1", new Fault.Fail("cannot release hold from snapshot 'tank/b@1': permission denied\n"));
        var run = await RunAsync("release-all", "--job", "other");
        Assert.Equal((1, "there were errors in destroying the abstractions\n"), (run.ExitCode, run.Error));
        Assert.StartsWith(
            "destroy step-hold \"zrepl_STEP_J_other\" on tank/b@1 ... failed:\nrelease step-hold \"zrepl_STEP_J_other\" on tank/b@1: zfs: ",
            run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\ndestroy step-hold \"zrepl_STEP_J_other\" on tank/b@2 ... OK\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_in_json_is_one_list()
    {
        var run = await RunAsync("release-all", "--dry-run", "--json");
        Assert.Equal(5, JsonDocument.Parse(run.Output).RootElement.GetArrayLength());
        Assert.Equal(5, (await AllAsync()).Count);
    }

    [Theory]
    [InlineData("step", "-t", "-j")]
    [InlineData("step-hold", "--target", "--jobid")]
    public async Task A_step_hold_can_be_made(string word, string target, string job)
    {
        Assert.Equal(new(0, "step-hold \"zrepl_STEP_J_mine\" on tank/b@2\n", ""), await RunAsync("create", word, target, "tank/b@2", job, "mine"));
        Assert.Contains(await AllAsync(), made => made.Job!.Value.Text == "mine");
    }

    [Theory]
    [InlineData("jobid must be set", "-t", "tank/b@2")]
    [InlineData("\"tank/b#2\" invalid target", "-t", "tank/b#2", "-j", "mine")]
    [InlineData("\"tank/b@9\" invalid target: the snapshot does not exist", "-t", "tank/b@9", "-j", "mine")]
    [InlineData("subcommand takes no arguments", "tank/b@2")]
    public async Task A_step_hold_that_cannot_be_is_refused(string message, params string[] flags)
    {
        var run = await RunAsync(["create", "step", .. flags]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    // abstractions.json of a Go daemon, first item.
    private const string Recorded = """
        {"Type":"last-received-hold","FS":"dst/backups/laptop/src/home","Name":"zrepl_20261102_010000_000",
        "FullPath":"dst/backups/laptop/src/home@zrepl_20261102_010000_000","JobID":"tcp_sink","CreateTXG":74,
        "FilesystemVersion":{"Type":"snapshot","Name":"zrepl_20261102_010000_000","Guid":12893935160935633000,"CreateTXG":74,
        "Creation":"2026-11-22T18:15:35Z","UserRefs":{"Value":1,"Valid":true}},
        "String":"last-received-hold \"zrepl_last_received_J_tcp_sink\" on dst/backups/laptop/src/home@zrepl_20261102_010000_000"}
        """;

    private static string Shape(JsonElement value) => value.ValueKind != JsonValueKind.Object
        ? value.ValueKind.ToString()
        : string.Join(", ", value.EnumerateObject().Select(member => $"{member.Name}: ({Shape(member.Value)})"));

    private void BreakListingOf(string dataset) => _host.Faults.Add($"zfs list * {dataset}", new Fault.Fail($"cannot open '{dataset}': I/O error\n"));

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OnAsync(_host, ["zfs-abstraction", .. arguments]);

    private async Task<List<Guarantee>> AllAsync()
    {
        List<Guarantee> all = [];
        await foreach (var found in new GuaranteeSearch(_zfs).FindAsync(new(), Token)) all.AddRange(found.Guarantees);
        return all;
    }

    private async Task CursorAsync(string path, string version, string job)
    {
        var dataset = DatasetPath.Parse(path);
        var found = (await _zfs.Versions.FindAsync(dataset, [version], Token))[version];
        await new GuaranteeKeeper(_zfs).SetCursorAsync(dataset, found, JobName.Parse(job), Token);
    }

    private async Task ZfsAsync(params string[] lines)
    {
        foreach (var line in lines) Assert.True((await _zfs.Runner.RunAsync(ZfsCommand.Zfs(line.Split(' ')), Token)).IsSuccess, line);
    }
}
