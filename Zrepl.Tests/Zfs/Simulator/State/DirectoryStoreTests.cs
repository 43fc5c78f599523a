using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.State;

/// <summary>A host in a directory, opened again and by several at once (spec C, C9.5).</summary>
public sealed class DirectoryStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("zfs-sim-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Everything_is_there_when_it_is_opened_again()
    {
        var before = await TellStoryAsync();
        Assert.Equal(before, await LookAsync());
    }

    [Fact]
    public async Task A_rewritten_journal_gives_the_same_host()
    {
        var before = await TellStoryAsync();
        var length = new FileInfo(Directory.GetFiles(_directory, "journal-*").Single()).Length;
        await using (var host = await OpenAsync())
        {
            using var session = await host.EnterAsync(TestContext.Current.CancellationToken);
            session.RewriteState();
        }

        var journal = Directory.GetFiles(_directory, "journal-*").Single();
        Assert.EndsWith($"-{new FileInfo(journal).Length}", journal, StringComparison.Ordinal);
        Assert.NotEqual(length, new FileInfo(journal).Length);
        Assert.Equal(before, await LookAsync());
        await using var later = await OpenAsync();
        await new SimulatedShell(later).SetUpAsync("snapshot tank/a@after", "rollback tank/a@after");
    }

    [Fact]
    public async Task Two_hosts_on_one_directory_see_each_other()
    {
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();
        await first.CreatePoolAsync("tank");
        await new SimulatedShell(second).SetUpAsync("create tank/a");
        await new SimulatedShell(first).SetUpAsync("create tank/a/b", "snapshot tank/a@1");
        using (await first.KeepBusyAsync("tank/a@1"))
            Assert.Contains("dataset is busy", (await new SimulatedShell(second).ZfsAsync("destroy", "tank/a@1")).Errors, StringComparison.Ordinal);
        await new SimulatedShell(second).SetUpAsync("destroy -r tank/a");
        Assert.Equal("tank\n", (await new SimulatedShell(first).ZfsAsync("list", "-H", "-o", "name", "-t", "all")).Output);
    }

    [Fact]
    public async Task Many_at_once_lose_nothing()
    {
        await using (var host = await OpenAsync()) await host.CreatePoolAsync("tank");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            await using var host = await OpenAsync();
            for (var i = 0; i < 10; i++) await new SimulatedShell(host).SetUpAsync($"create tank/{worker}-{i}");
        }));
        await using var later = await OpenAsync();
        var names = (await new SimulatedShell(later).ZfsAsync("list", "-H", "-o", "name,guid", "-r", "tank")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(41, names.Length);
        Assert.Equal(41, names.Select(line => line.Split('\t')[1]).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Half_a_transaction_counts_as_none(int missing)
    {
        var before = await TellStoryAsync();
        await using (var host = await OpenAsync()) await new SimulatedShell(host).SetUpAsync("snapshot -r tank@torn");
        var journal = Directory.GetFiles(_directory, "journal-*").Single();
        await using (var file = new FileStream(journal, FileMode.Open)) file.SetLength(file.Length - missing);
        Assert.Equal(before, await LookAsync());
        await using var later = await OpenAsync();
        await new SimulatedShell(later).SetUpAsync("snapshot -r tank@torn");
    }

    [Fact]
    public async Task A_program_answers_with_streams_and_an_exit_code()
    {
        await using (var host = await OpenAsync()) await host.CreatePoolAsync("tank");
        Assert.Equal((0, "tank\n", ""), await RunAsync("list", "-H", "-o", "name"));
        Assert.Equal((1, "", "cannot open 'tank/x': dataset does not exist\n"), await RunAsync("list", "tank/x"));
        var (code, _, errors) = await RunAsync("receive");
        Assert.Equal(2, code);
        Assert.StartsWith("missing snapshot argument\nusage:\n", errors, StringComparison.Ordinal);
    }

    private Task<SimulatedHost> OpenAsync() => SimulatedHost.OpenAsync(_directory, new() { Seed = 5, SyncToDisk = false }, TestContext.Current.CancellationToken);

    private async Task<(int, string, string)> RunAsync(params string[] arguments)
    {
        await using var host = await OpenAsync();
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        var code = await SimulatedProgram.RunAsync(host, ZfsProgram.Zfs, arguments, Stream.Null, output, errors, TestContext.Current.CancellationToken);
        return (code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()));
    }

    // Something of everything the model knows.
    private async Task<string> TellStoryAsync()
    {
        await using (var host = await OpenAsync())
        {
            var shell = new SimulatedShell(host);
            await host.CreatePoolAsync("tank");
            await host.CreatePoolAsync("other", 1 << 30, ("mountpoint", "none"));
            await shell.SetUpAsync(
                "create -o zrepl:x=1 -o compression=off tank/a", "create tank/a/b", "create -V 8M tank/v",
                "create -o encryption=on -o keyformat=passphrase -o keylocation=file:///key tank/secret");
            await host.Files.WriteAsync("tank/a", "one", 300_000, 1);
            await shell.SetUpAsync("snapshot -o zrepl:y=2 tank/a@1", "hold keep tank/a@1", "bookmark tank/a@1 tank/a#b");
            await host.Files.WriteAsync("tank/a", "two", 1000, 2);
            await host.Files.OverwriteAsync("tank/a", "one", 131072, 131072, 3);
            await shell.SetUpAsync("snapshot tank/a@2", "clone tank/a@1 tank/clone", "snapshot tank/clone@c", "promote tank/clone", "destroy -d tank/clone@1");
            await host.Files.DeleteAsync("tank/a", "one");
            await host.Files.OverwriteAsync("tank/v", "", 0, 65536, 4);
            await shell.SetUpAsync("snapshot other@only", "destroy other@only");
        }

        return await LookAsync();
    }

    private async Task<string> LookAsync()
    {
        await using var host = await OpenAsync();
        var shell = new SimulatedShell(host);
        var text = (await shell.ZfsAsync("get", "-Hp", "-r", "-t", "all", "all", "tank", "other")).Output;
        text += (await shell.ZfsAsync("holds", "-H", "tank/clone@1")).Output + (await shell.ZpoolAsync("list", "-H", "-p")).Output;
        foreach (var name in new[] { "tank/a", "tank/a@2", "tank/clone@1", "tank/clone", "tank/v" }) text += name + await host.Files.DigestAsync(name) + "\n";
        return text;
    }
}
