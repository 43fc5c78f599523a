using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Simulator.Content;

namespace Zrepl.Tests.Zfs.Simulator.Receiving;

/// <summary>Faults between a send and a receive (spec C7); what is kept of a long stream.</summary>
public sealed class StreamFaultTests
{
    [Fact]
    public async Task A_receive_whose_input_is_cut_saves_its_state_and_goes_on_later()
    {
        var shell = await WithFileAsync(3_000_000);
        shell.Host.Faults.Add("zfs recv *", new Fault.Cut(CommandStream.Input, 2_000_000));
        Assert.Contains("Partially received snapshot is saved.", await PipeAsync(shell, ["send", "tank/a@1"]), StringComparison.Ordinal);
        var token = (await shell.ZfsAsync("get", "-H", "-o", "value", "receive_resume_token", "tank/b")).Output.TrimEnd();
        Assert.Equal("", await PipeAsync(shell, ["send", "-t", token]));
        Assert.Equal(await shell.Host.Files.DigestAsync("tank/a@1"), await shell.Host.Files.DigestAsync("tank/b@1"));
    }

    [Fact]
    public async Task A_damaged_byte_is_found_and_nothing_behind_it_is_kept()
    {
        var shell = await WithFileAsync(3_000_000);
        shell.Host.Faults.Add("zfs send *", new Fault.Corrupt(CommandStream.Output, 1_500_000));
        Assert.Contains("checksum mismatch", await PipeAsync(shell, ["send", "tank/a@1"]), StringComparison.Ordinal);
        var token = (await shell.ZfsAsync("get", "-H", "-o", "value", "receive_resume_token", "tank/b")).Output.TrimEnd();
        Assert.Equal("", await PipeAsync(shell, ["send", "-t", token]));
        Assert.Equal(await shell.Host.Files.DigestAsync("tank/a@1"), await shell.Host.Files.DigestAsync("tank/b@1"));
    }

    [Fact]
    public async Task A_send_that_fails_in_the_middle_ends_with_its_error()
    {
        var shell = await WithFileAsync(3_000_000);
        shell.Host.Faults.Add("zfs send *", new Fault.FailAfter(CommandStream.Output, 1_000_000, "warning: cannot send 'tank/a@1': I/O error\n"));
        var (exit, output, errors) = await shell.RunWithBytesAsync(ZfsCommand.Zfs("send", "tank/a@1"), ReadOnlyMemory<byte>.Empty);
        Assert.Equal((1, 1_000_000, "warning: cannot send 'tank/a@1': I/O error\n"), (exit.Code, output.Length, errors));
    }

    [Fact]
    public async Task What_is_kept_of_a_long_stream_is_patterns_not_bytes()
    {
        var shell = await WithFileAsync(64L << 20);
        Assert.Equal("", await PipeAsync(shell, ["send", "tank/a@1"]));
        using var session = await shell.Host.EnterAsync(TestContext.Current.CancellationToken);
        var extents = session.FindDataset("tank/b")!.Content.Objects.Values.SelectMany(item => item.Extents).ToList(); // it was just received
        Assert.InRange(extents.Count, 1, 70); // one for each transaction, that is for each MiB
        Assert.InRange(extents.Sum(extent => extent.Data is StoredBlock stored ? stored.Bytes.Length : 0), 0, 4096); // directories
    }

    private static async Task<SimulatedShell> WithFileAsync(long size)
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create tank/a");
        await shell.Host.Files.WriteAsync("tank/a", "file", size, 7);
        await shell.SetUpAsync("snapshot tank/a@1");
        return shell;
    }

    // zfs send … | zfs recv -s -u tank/b@1
    private static async Task<string> PipeAsync(SimulatedShell shell, string[] send)
    {
        var zfs = new SimulatedZfs(shell.Host);
        await using var sender = await zfs.StartAsync(ZfsCommand.Zfs(send), TestContext.Current.CancellationToken);
        await using var receiver = await zfs.StartAsync(
            ZfsCommand.Zfs("recv", "-s", "-u", "tank/b@1") with { ReadsInput = true }, TestContext.Current.CancellationToken);
        try
        {
            await sender.Output.CopyToAsync(receiver.Input, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The receive has ended before the stream.
        }

        await receiver.Input.DisposeAsync();
        await receiver.Exit;
        return receiver.ErrorText;
    }
}
