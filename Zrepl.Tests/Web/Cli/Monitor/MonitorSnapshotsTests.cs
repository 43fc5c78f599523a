using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli.Monitor;

/// <summary><c>zrepl monitor snapshots</c>: spec G1, H6.</summary>
public sealed class MonitorSnapshotsTests : IAsyncLifetime
{
    private const string Jobs = """
        jobs:
          - { type: snap, name: own, filesystems: { "tank/a<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }
          - { type: sink, name: in, root_fs: tank/in, serve: { type: local, listener_name: l } }

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly SettableClock _clock = new();
    private readonly SimulatedHost _host;

    public MonitorSnapshotsTests() => _host = new(new() { SyncToDisk = false, Clock = _clock });

    public async ValueTask InitializeAsync()
    {
        _directory.Write("zrepl.yml", Jobs);
        await _host.CreatePoolAsync("tank");
        await ZfsAsync("create tank/a", "create tank/in", "create tank/in/c1", "create tank/in/c1/x", "set zrepl:placeholder=on tank/in/c1/x", "create tank/in/c1/x/y");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_newest_snapshot_that_is_too_old_is_critical_G_04()
    {
        await ZfsAsync("snapshot tank/a@one");
        _clock.Advance(TimeSpan.FromHours(49));
        Assert.Equal(
            new(2, "CRITICAL: job \"own\": latest \"tank/a@one\" too old: \"49h0m0s\" > \"48h0m0s\" | 'own latest'=176400s;;172800;;\n", ""),
            await RunAsync("latest", "-j", "own", "-c", "48h"));
        Assert.Equal(new(0, "OK: monitor snapshots\njob \"own\": latest \"tank/a@one\": 49h0m0s | 'own latest'=176400s;;180000;;\n", ""), await RunAsync("latest", "-j", "own", "-c", "50h"));
    }

    [Fact]
    public async Task Many_snapshots_are_a_warning_before_they_are_critical_G_05()
    {
        foreach (var number in Enumerable.Range(1, 20)) await ZfsAsync($"snapshot tank/a@s{number}");
        Assert.Equal(
            new(1, "WARNING: job \"own\": tank/a: \"\" snapshots count: 20 (20) | 'own count'=20;20;30;;\n", ""),
            await RunAsync("count", "-j", "own", "--count-warn", "20", "--count-crit", "30"));
    }

    [Fact]
    public async Task A_snapshot_counts_for_the_first_prefix_it_has_G_06()
    {
        await ZfsAsync("snapshot tank/a@a_1", "snapshot tank/a@b_1", "snapshot tank/a@b_2");
        var run = await RunAsync("count", "-j", "own", "-p", "a_", "-p", "b_", "--count-crit", "2");
        Assert.Equal((2, "CRITICAL: job \"own\": tank/a: \"b_\" snapshots count: 2 (2)"), (run.ExitCode, run.Output.Split(" |")[0]));
    }

    [Fact]
    public async Task A_dataset_without_the_prefix_is_critical_G_07()
    {
        await ZfsAsync("snapshot tank/a@b_1");
        Assert.Equal(new(2, "CRITICAL: \"tank/a\" has no snapshots with prefix \"a_\"\n", ""), await RunAsync("latest", "-j", "own", "-p", "a_", "-c", "48h"));
    }

    [Fact]
    public async Task What_is_left_for_a_last_rule_without_a_prefix_may_be_nothing_G_06_G_07()
    {
        await ZfsAsync("snapshot tank/a@a_1");
        Assert.Equal(
            new(0, "OK: monitor snapshots\njob \"own\": latest \"tank/a@a_1\": 0s | 'own latest'=0s;;172800;;\n", ""),
            await RunAsync("latest", "-j", "own", "-p", "a_", "-p", "", "-c", "48h"));
    }

    [Fact]
    public async Task A_dataset_that_was_never_snapshotted_has_no_newest_one_and_nothing_that_is_too_old()
    {
        Assert.Equal(new(2, "CRITICAL: \"tank/a\" has no snapshots\n", ""), await RunAsync("latest", "-j", "own", "-c", "48h"));
        Assert.Equal(0, (await RunAsync("oldest", "-j", "own", "-c", "48h")).ExitCode);
    }

    [Fact]
    public async Task Of_a_job_that_is_well_the_number_is_that_of_all_datasets()
    {
        await ZfsAsync("create tank/a/b", "snapshot tank/a@1", "snapshot tank/a@2", "snapshot tank/a/b@1");
        Assert.Equal( // the figure is the largest, which is what the limits are about
            new(0, "OK: monitor snapshots\njob \"own\": all snapshots count: 3 | 'own count'=2;;9;;\n", ""), await RunAsync("count", "-j", "own", "--count-crit", "9"));
    }

    [Fact]
    public async Task A_dataset_that_is_left_out_is_not_looked_at_G_08()
    {
        await ZfsAsync("create tank/a/scratch", "snapshot tank/a@a_1");
        Assert.Equal(2, (await RunAsync("latest", "-j", "own", "-p", "a_", "-c", "48h")).ExitCode);
        Assert.Equal(0, (await RunAsync("latest", "-j", "own", "-p", "a_", "-c", "48h", "--skip", "tank/a/scratch<")).ExitCode);
    }

    [Theory]
    [InlineData("UNKNOWN: unknown job \"nope\"\n", "latest", "-j", "nope", "-c", "48h")]
    [InlineData("UNKNOWN: no monitor rules or cli args defined: give --warn and --crit for ages, --count-warn and --count-crit for numbers\n")]
    [InlineData("UNKNOWN: invalid argument \"tank@a\" for \"--skip\": ", "latest", "-c", "1h", "--skip", "tank@a")]
    public async Task What_cannot_be_checked_is_unknown_G_09(string output, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith(output, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_sink_the_datasets_below_its_clients_count_and_no_placeholders()
    {
        await ZfsAsync("snapshot tank/in/c1/x/y@one");
        var run = await RunAsync("oldest", "-j", "in", "-c", "1h");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("job \"in\": oldest \"tank/in/c1/x/y@one\": 0s", run.Output, StringComparison.Ordinal);
    }

    private async Task<CommandRun> RunAsync(params string[] words)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await Zrepl.Web.Cli.CommandLine.RunAsync(
            ["--config", Path.Combine(_directory.Path, "zrepl.yml"), "monitor", "snapshots", .. words], new(output, error) { Zfs = () => new SimulatedZfs(_host), Clock = _clock });
        return new(exitCode, output.ToString(), error.ToString());
    }

    private async Task ZfsAsync(params string[] commands)
    {
        foreach (var command in commands)
        {
            var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(command.Split(' ')), TestContext.Current.CancellationToken);
            Assert.True(result.IsSuccess, result.ErrorText);
        }
    }
}
