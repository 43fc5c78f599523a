using Zrepl.Tests.Support;
using Zrepl.Web.Cli;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary>The warning that no rule keeps snapshots which a job did not make names some of them, if they can be listed: spec config 13, replication 3.11.</summary>
public sealed class ForeignSnapshotExamplesTests : IAsyncLifetime
{
    private const string Warning = "no rule keeps snapshots without the prefix \"zrepl_\": manual snapshots will be destroyed";
    private const string Snap = """
        jobs:
          - type: snap
            name: hourly
            filesystems: { "tank/home<": true, "tank/home/scratch": false }
            snapshotting: { type: periodic, interval: 1h, prefix: zrepl_ }
            pruning: { keep: [{ type: last_n, count: 3, regex: "^zrepl_" }] }

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank");
        await ZfsAsync("create tank/home", "create tank/home/anna", "create tank/home/scratch", "snapshot tank/home@zrepl_1", "snapshot tank/home/scratch@mine", "bookmark tank/home@zrepl_1 tank/home#mine");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task There_may_be_none() => Assert.Contains($"{Warning}; there are none now (to keep them, add", await CheckAsync(Snap), StringComparison.Ordinal);

    [Fact]
    public async Task A_few_are_named_from_as_many_datasets_as_there_are()
    {
        await ZfsAsync("snapshot tank/home@before-upgrade");
        Assert.Contains($"{Warning}; there is one now: tank/home@before-upgrade (to keep them, add", await CheckAsync(Snap), StringComparison.Ordinal);
        await ZfsAsync("snapshot tank/home@b", "snapshot tank/home/anna@a");
        Assert.Contains($"{Warning}; there are 3 now: tank/home@before-upgrade, tank/home/anna@a, tank/home@b (", await CheckAsync(Snap), StringComparison.Ordinal);
        await ZfsAsync("snapshot tank/home@c", "snapshot tank/home/anna@daily_1");
        Assert.Contains($"{Warning}; there are 5 now, such as tank/home@before-upgrade, tank/home/anna@a, tank/home@b (", await CheckAsync(Snap), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_side_where_the_job_takes_its_snapshots_is_looked_at()
    {
        await ZfsAsync("snapshot tank/home@mine");
        var said = await CheckAsync("""
            jobs:
              - type: push
                name: offsite
                connect: { type: tcp, address: "nas:8888" }
                filesystems: { "tank/home<": true }
                snapshotting: { type: periodic, interval: 1h, prefix: zrepl_ }
                pruning:
                  keep_sender: [{ type: not_replicated }, { type: last_n, count: 3, regex: "^zrepl_" }]
                  keep_receiver: [{ type: last_n, count: 3, regex: "^zrepl_" }]

            """);
        Assert.Contains($"pruning.keep_sender: {Warning}; there are 2 now: tank/home@mine, tank/home/scratch@mine (", said, StringComparison.Ordinal);
        Assert.Contains($"pruning.keep_receiver: {Warning} (", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_zfs_the_warning_stays_as_it_is()
    {
        var gone = new ScriptedZfs(_ => new(Failure: new ZfsUnavailableException("cannot run 'zfs': no such program")));
        Assert.Contains($"{Warning} (to keep them, add", await CheckAsync(Snap, gone), StringComparison.Ordinal);
        var broken = new ScriptedZfs(_ => ScriptedZfs.Answer.Fail("The ZFS modules are not loaded."));
        Assert.Contains($"{Warning} (to keep them, add", await CheckAsync(Snap, broken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_listed_where_nothing_is_to_be_named()
    {
        var zfs = new ScriptedZfs(_ => ScriptedZfs.Answer.Fail("must not be asked"));
        Assert.Equal("", await CheckAsync(Snap.Replace(", regex: \"^zrepl_\"", "", StringComparison.Ordinal), zfs));
        Assert.Empty(zfs.Lines);
    }

    private async Task<string> CheckAsync(string yaml, IZfsCommandRunner? zfs = null)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var file = _directory.Write("zrepl.yml", yaml);
        Assert.Equal(0, await CommandLine.RunAsync(["configcheck", "--config", file], new(output, error) { Zfs = () => zfs ?? new SimulatedZfs(_host) }));
        Assert.Equal("", output.ToString());
        return error.ToString();
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
