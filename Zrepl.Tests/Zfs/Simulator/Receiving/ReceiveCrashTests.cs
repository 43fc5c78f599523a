using Zrepl.Tests.Zfs.Simulator.Recordings;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.Receiving;

/// <summary>What is left of a receive whose machine or command dies (spec A13.12, A17).</summary>
public sealed class ReceiveCrashTests
{
    private static readonly byte[] Full = RecordedCase.LoadStream("2.3.2", "receiving", "full.zfs")!; // kept, see the fixtures
    private static readonly byte[] Incremental = RecordedCase.LoadStream("2.3.2", "receiving", "1-2.zfs")!;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_leaves_nothing_or_saved_state_or_the_snapshot(bool isResumable)
    {
        var transactions = await CountAsync(isResumable);
        Assert.InRange(transactions, 3, 20);
        for (var number = 1; number <= transactions; number++)
            foreach (var moment in new[] { CrashMoment.Before, CrashMoment.After })
            {
                var shell = await SimulatedShell.WithPoolAsync();
                shell.Host.Crashes.CrashAt(number, moment);
                await ReceiveAsync(shell, "tank/x@1", Full, isResumable);
                await shell.Host.RecoverAsync();
                var left = (await shell.ZfsAsync("list", "-H", "-o", "name", "-t", "all", "-r", "tank")).Output;
                var token = await TokenAsync(shell);
                if (isResumable) Assert.True(left is "tank\n" or "tank\ntank/x\ntank/x@1\n" || token.StartsWith("1-", StringComparison.Ordinal), $"{number} {moment}: {left}{token}");
                else Assert.True(left is "tank\n" or "tank\ntank/x\ntank/x@1\n", $"{number} {moment}: {left}");
                if (token.StartsWith("1-", StringComparison.Ordinal)) await shell.SetUpAsync("recv -A tank/x");
                if (left == "tank\ntank/x\ntank/x@1\n") continue;
                Assert.Equal(0, await ReceiveAsync(shell, "tank/x@1", Full, isResumable));
            }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_during_an_incremental_receive_never_touches_what_was_there(bool isResumable)
    {
        for (var number = 1; number <= 4; number++)
        {
            var shell = await SimulatedShell.WithPoolAsync();
            Assert.Equal(0, await ReceiveAsync(shell, "tank/x@1", Full, false));
            var before = await shell.Host.Files.DigestAsync("tank/x");
            shell.Host.Crashes.CrashAt(number, CrashMoment.Before);
            await ReceiveAsync(shell, "tank/x@2", Incremental, isResumable);
            await shell.Host.RecoverAsync();
            var names = (await shell.ZfsAsync("list", "-H", "-o", "name", "-t", "all", "-r", "tank/x")).Output;
            if (!names.Contains("@2", StringComparison.Ordinal)) Assert.Equal(before, await shell.Host.Files.DigestAsync("tank/x"));
            if (await TokenAsync(shell) != "-") await shell.SetUpAsync("recv -A tank/x");
            if (!names.Contains("@2", StringComparison.Ordinal)) Assert.Equal(0, await ReceiveAsync(shell, "tank/x@2", Incremental, isResumable));
            Assert.NotEqual(before, await shell.Host.Files.DigestAsync("tank/x"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_killed_receive_ends_like_one_whose_input_ended(bool isResumable)
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await using (var process = await StartAsync(shell, "tank/x@1", isResumable))
        {
            await process.Input.WriteAsync(Full.AsMemory(0, 70_000), TestContext.Current.CancellationToken);
            while (!shell.Host.Activities.IsBusy("tank/x")) await Task.Yield();
            process.Kill();
            Assert.Equal(9, (await process.Exit).Signal);
        }

        Assert.False(shell.Host.Activities.IsBusy("tank/x"));
        Assert.Equal(isResumable ? 0 : 1, (await shell.ZfsAsync("list", "tank/x")).ExitCode);
        if (isResumable) Assert.StartsWith("1-", await TokenAsync(shell), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_died_leaves_its_saved_state_to_the_next()
    {
        var directory = Directory.CreateTempSubdirectory("zfs-sim-");
        try
        {
            await using (var host = await SimulatedHost.OpenAsync(directory.FullName, new() { SyncToDisk = false }, TestContext.Current.CancellationToken))
            {
                await host.CreatePoolAsync("tank");
                host.Crashes.CrashAt(2, CrashMoment.After);
                await ReceiveAsync(new(host), "tank/x@1", Full, true);
            }

            await using var next = await SimulatedHost.OpenAsync(directory.FullName, new() { SyncToDisk = false }, TestContext.Current.CancellationToken);
            var shell = new SimulatedShell(next);
            Assert.StartsWith("1-", await TokenAsync(shell), StringComparison.Ordinal);
            await shell.SetUpAsync("recv -A tank/x");
            Assert.Equal(0, await ReceiveAsync(shell, "tank/x@1", Full, false));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string> TokenAsync(SimulatedShell shell) =>
        (await shell.ZfsAsync("get", "-H", "-o", "value", "receive_resume_token", "tank/x")).Output.TrimEnd();

    private static async Task<long> CountAsync(bool isResumable)
    {
        var shell = await SimulatedShell.WithPoolAsync();
        var before = shell.Host.Crashes.TransactionCount;
        Assert.Equal(0, await ReceiveAsync(shell, "tank/x@1", Full, isResumable));
        return shell.Host.Crashes.TransactionCount - before;
    }

    private static async Task<int> ReceiveAsync(SimulatedShell shell, string target, byte[] stream, bool isResumable)
    {
        await using var process = await StartAsync(shell, target, isResumable);
        try
        {
            await process.Input.WriteAsync(stream, TestContext.Current.CancellationToken);
            await process.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // The machine has crashed.
        }

        return (await process.Exit).Code;
    }

    private static async Task<IRunningCommand> StartAsync(SimulatedShell shell, string target, bool isResumable)
    {
        string[] words = isResumable ? ["recv", "-s", target] : ["recv", target];
        return await new SimulatedZfs(shell.Host).StartAsync(ZfsCommand.Zfs(words) with { ReadsInput = true }, TestContext.Current.CancellationToken);
    }
}
