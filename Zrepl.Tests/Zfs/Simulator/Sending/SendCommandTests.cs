using Microsoft.Extensions.Time.Testing;
using Zrepl.Tests.Zfs.Simulator.Streams;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Simulator.Sending;

/// <summary>How <c>zfs send</c> behaves beyond what is recorded (spec A12, C2).</summary>
public sealed class SendCommandTests
{
    [Fact]
    public async Task A_snapshot_that_is_being_sent_cannot_be_destroyed_nor_its_source_nor_its_key_unloaded()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create -o encryption=on -o keyformat=raw -o keylocation=file:///key tank/secret", "snapshot tank/secret@1");
        await shell.Host.Files.WriteAsync("tank/secret", "file", 1 << 20, 1);
        await shell.SetUpAsync("snapshot tank/secret@2", "unmount tank/secret");
        await using (var process = await new SimulatedZfs(shell.Host).StartAsync(
            ZfsCommand.Zfs(["send", "-i", "@1", "tank/secret@2"]), TestContext.Current.CancellationToken))
        {
            await process.Output.ReadExactlyAsync(new byte[312], TestContext.Current.CancellationToken);
            Assert.Equal("cannot destroy snapshot tank/secret@2: dataset is busy\n", (await shell.ZfsAsync("destroy", "tank/secret@2")).Errors);
            Assert.Equal("cannot destroy snapshot tank/secret@1: dataset is busy\n", (await shell.ZfsAsync("destroy", "tank/secret@1")).Errors);
            Assert.Contains("is busy", (await shell.ZfsAsync("unload-key", "tank/secret")).Errors, StringComparison.Ordinal);
        }

        await shell.SetUpAsync("unload-key tank/secret", "destroy tank/secret@1,2");
    }

    [Fact]
    public async Task Progress_is_told_every_second()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var host = new SimulatedHost(new() { Seed = 1, Clock = clock });
        await host.CreatePoolAsync("tank");
        var shell = new SimulatedShell(host);
        await host.Files.WriteAsync("tank", "file", 4 << 20, 1);
        await shell.SetUpAsync("snapshot tank@1");
        foreach (var (flag, expected) in new[] { ("-v", @"TIME        SENT   SNAPSHOT tank@1\n12:00:0\d   \d\S*   tank@1\n"), ("-vP", @"\n12:00:0\d\t\d+\ttank@1\n") })
        {
            await using var process = await new SimulatedZfs(host).StartAsync(ZfsCommand.Zfs(["send", flag, "tank@1"]), TestContext.Current.CancellationToken);
            await process.Output.ReadExactlyAsync(new byte[200_000], TestContext.Current.CancellationToken);
            clock.Advance(TimeSpan.FromSeconds(1));
            await process.Output.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
            Assert.True((await process.Exit).IsSuccess);
            Assert.Matches(expected.Replace(@"   \d\S*   ", @" +\d\S*   ", StringComparison.Ordinal), process.ErrorText);
        }
    }

    [Fact] // spec A12.5
    public async Task Old_releases_name_the_source_short()
    {
        var shell = await SimulatedShell.WithPoolAsync(OpenZfsVersion.V08);
        await shell.SetUpAsync("snapshot tank@1", "snapshot tank@2");
        Assert.Equal("incremental\t1\ttank@2\t624\nsize\t624\n", (await shell.ZfsAsync("send", "-nvP", "-i", "tank@1", "tank@2")).Output);
    }

    [Fact] // spec A12.6
    public async Task From_a_bookmark_without_bytes_the_estimate_is_the_length_of_the_stream()
    {
        var shell = await SimulatedShell.WithPoolAsync(OpenZfsVersion.V08); // no bookmark_written
        await shell.SetUpAsync("snapshot tank@1", "bookmark tank@1 tank#1");
        await shell.Host.Files.WriteAsync("tank", "file", 5_000_000, 1);
        await shell.SetUpAsync("snapshot tank@2");
        var (_, stream, _) = await shell.RunWithBytesAsync(ZfsCommand.Zfs(["send", "-i", "#1", "tank@2"]), default);
        Assert.EndsWith($"size\t{stream.Length}\n", (await shell.ZfsAsync("send", "-nvP", "-i", "#1", "tank@2")).Output, StringComparison.Ordinal);
    }

    [Theory] // spec A12.7
    [InlineData(false, "18446744073709551616"), InlineData(true, "0")]
    public async Task The_estimate_of_a_resumed_send_wraps_below_zero_since_2_0(bool isOld, string limit)
    {
        var shell = await SimulatedShell.WithPoolAsync(isOld ? OpenZfsVersion.V08 : null);
        await shell.SetUpAsync("snapshot tank@1");
        var guid = ulong.Parse((await shell.ZfsAsync("get", "-Hp", "-o", "value", "guid", "tank@1")).Output);
        var token = Zrepl.Zfs.ResumeTokens.ResumeTokenWriter.Write(new Zrepl.Zfs.ResumeTokens.ResumeToken
            { Text = "", ToGuid = guid, ToName = Zrepl.Zfs.Names.SnapshotPath.Parse("tank@1"), Object = 34, Offset = 0, Bytes = 1 << 20 });
        var size = (await shell.ZfsAsync("send", "-nvP", "-t", token)).Output.Split('\n')[^2].Split('\t')[1];
        if (isOld) Assert.Equal(limit, size);
        else Assert.InRange(UInt128.Parse(limit) - UInt128.Parse(size), 1U, 1U << 20);
    }

    [Fact]
    public async Task An_unmounted_filesystem_is_sent_as_its_head()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create -o mountpoint=none tank/a");
        var (exit, output, _) = await shell.RunWithBytesAsync(ZfsCommand.Zfs(["send", "tank/a"]), default);
        Assert.True(exit.IsSuccess);
        Assert.Equal("tank/a@--head--", BeginRecord.TryRead(output)?.ToName);
    }

    [Fact] // spec C5
    public async Task Properties_and_holds_come_in_the_list_of_a_compound_stream()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create -o compression=zstd-5 -o quota=1G -o zrepl:note=x tank/a", "snapshot -o zrepl:of=snapshot tank/a@1", "hold keep tank/a@1");
        var (_, output, _) = await shell.RunWithBytesAsync(ZfsCommand.Zfs(["send", "-p", "-h", "tank/a@1"]), default);
        var (steps, last) = await StreamReading.ReadAllAsync(output);
        Assert.Equal(ReadOutcome.Ended, last.Outcome);
        Assert.Equal(StreamFeatures.Holds, ((StreamBegin)steps[0].Record).Features);
        var filesystem = XdrNvList.TryRead(steps[0].Payload.Span)!.Value.Single(pair => pair.Name == "fss").List.Single().List; // it is one
        Assert.Equal(
            [("compression", 16UL | 5 << 7, null), ("quota", 1UL << 30, null), ("zrepl:note", 0, "x")],
            filesystem.Single(pair => pair.Name == "props").List.Select(pair => (pair.Name, pair.Number, pair.Text)));
        Assert.Equal(["zrepl:of"], filesystem.Single(pair => pair.Name == "snapprops").List.Single().List.Select(pair => pair.Name));
        Assert.Equal(["keep"], filesystem.Single(pair => pair.Name == "snapholds").List.Single().List.Select(pair => pair.Name));
    }

    [Theory]
    [InlineData("-R"), InlineData("-I @1")]
    public async Task Several_snapshots_at_once_are_not_simulated_and_it_says_so(string words)
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("snapshot tank@1", "snapshot tank@2");
        var answer = await shell.ZfsAsync(["send", .. words.Split(' '), "tank@2"]);
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith($"not simulated: zfs send {words[..2]}\n", answer.Errors, StringComparison.Ordinal);
    }
}
