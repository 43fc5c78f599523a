using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.Sending;

/// <summary>What a long stream costs. Alone, because the memory of tests that run at the same time would count.</summary>
[Collection(Alone.Name)]
public sealed class SendMemoryTests
{
    [Fact]
    public async Task A_terabyte_is_sent_in_little_memory_and_ends_when_nobody_reads()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create tank/big");
        await shell.Host.Files.WriteAsync("tank/big", "file", 900L << 30, 1);
        await shell.SetUpAsync("snapshot tank/big@1");
        await using var process = await new SimulatedZfs(shell.Host).StartAsync(ZfsCommand.Zfs(["send", "tank/big@1"]), TestContext.Current.CancellationToken);
        var buffer = new byte[1 << 20];
        for (var i = 0; i < 4; i++) await process.Output.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 40; i++) await process.Output.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 << 20);
        await process.Output.DisposeAsync();
        var exit = await process.Exit;
        Assert.Equal(13, exit.Signal);
        Assert.Equal("", process.ErrorText);
    }
}
