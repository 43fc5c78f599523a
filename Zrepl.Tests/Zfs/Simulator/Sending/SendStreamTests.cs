using Zrepl.Tests.Zfs.Simulator.Streams;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Simulator.Sending;

/// <summary>What stands in simulated streams (spec C5, C9.3).</summary>
public sealed class SendStreamTests
{
    [Fact]
    public async Task The_same_snapshot_gives_the_same_bytes_each_time()
    {
        var shell = await WithDataAsync();
        foreach (var words in new[] { "tank/a@1", "-L -c -e tank/a@1", "-p tank/a@1", "-i @1 tank/a@2" })
            Assert.Equal(await SendAsync(shell, words), await SendAsync(shell, words));
    }

    [Fact]
    public async Task From_a_bookmark_comes_what_comes_from_its_snapshot()
    {
        var shell = await WithDataAsync();
        await shell.SetUpAsync("bookmark tank/a@1 tank/a#mark");
        Assert.Equal(await SendAsync(shell, "-i @1 tank/a@2"), await SendAsync(shell, "-i #mark tank/a@2"));
    }

    [Fact]
    public async Task A_full_stream_has_every_block_and_an_incremental_one_those_written_since()
    {
        var shell = await WithDataAsync();
        var full = await BlocksAsync(shell, "tank/a@1");
        Assert.Equal(24, full.Count(block => block.Key.Object == InitialContent.FirstFile));
        foreach (var ((id, offset), (record, payload)) in full.Where(block => block.Key.Object == InitialContent.FirstFile))
            Assert.Equal(new PatternBlocks(1, false), PatternBytes.Recognize(payload.Span, offset / record.LogicalSize));

        var incremental = await BlocksAsync(shell, "-i @1 tank/a@2");
        Assert.Equal([2UL * 8192, 3UL * 8192], incremental.Keys.Where(key => key.Object == InitialContent.FirstFile).Select(key => key.Offset));
    }

    [Fact]
    public async Task Objects_and_offsets_ascend()
    {
        var shell = await WithDataAsync();
        var (steps, _) = await StreamReading.ReadAllAsync(await SendAsync(shell, "tank/a@2"));
        var places = steps.Select(step => step.Record).OfType<WriteRecord>().Select(write => (write.Object, write.Offset)).ToList();
        Assert.Equal(places.Order(), places);
        var objects = steps.Select(step => step.Record).OfType<ObjectRecord>().Select(record => record.Object).ToList();
        Assert.Equal(objects.Order(), objects);
    }

    [Fact]
    public async Task A_deleted_file_is_freed()
    {
        var shell = await WithDataAsync();
        await shell.Host.Files.DeleteAsync("tank/a", "two");
        await shell.SetUpAsync("snapshot tank/a@3");
        var (steps, _) = await StreamReading.ReadAllAsync(await SendAsync(shell, "-i @2 tank/a@3"));
        var frees = steps.Select(step => step.Record).OfType<FreeObjectsRecord>();
        Assert.Contains(frees, free => free.First <= InitialContent.FirstFile + 1 && free.First + free.Count > InitialContent.FirstFile + 1);
    }

    [Fact] // spec C5: a resume point is an object and an offset in it
    public async Task A_resumed_stream_continues_exactly_where_the_token_says()
    {
        var shell = await WithDataAsync();
        var whole = await BlocksAsync(shell, "tank/a@1");
        var guid = ulong.Parse((await shell.ZfsAsync("get", "-Hp", "-o", "value", "guid", "tank/a@1")).Output);
        foreach (var (id, offset) in whole.Keys)
        {
            var token = Zrepl.Zfs.ResumeTokens.ResumeTokenWriter.Write(new Zrepl.Zfs.ResumeTokens.ResumeToken
                { Text = "", ToGuid = guid, ToName = Zrepl.Zfs.Names.SnapshotPath.Parse("tank/a@1"), Object = id, Offset = offset, Bytes = 1000 });
            var bytes = await SendAsync(shell, $"-t {token}");
            var (steps, last) = await StreamReading.ReadAllAsync(bytes);
            Assert.Equal(ReadOutcome.Ended, last.Outcome);
            var list = NativeNvList.TryRead(steps[0].Payload.Span, out _)!.Value; // a resumed stream has one
            Assert.Equal([("resume_object", id), ("resume_offset", offset)], list.Select(pair => (pair.Name, pair.Number)));
            Assert.True(((StreamBegin)steps[0].Record).Features.HasFlag(StreamFeatures.Resuming));
            Assert.Equal(whole.Where(block => block.Key.CompareTo((id, offset)) >= 0).Select(block => (block.Key, Convert.ToHexString(block.Value.Payload.Span))),
                Blocks(steps).Select(block => (block.Key, Convert.ToHexString(block.Value.Payload.Span))));
        }
    }

    [Fact]
    public async Task Compressed_blocks_are_half_as_long_and_unpack_to_the_plain_ones()
    {
        var shell = await WithDataAsync();
        await shell.Host.Files.WriteAsync("tank/a", "text", 40_000, 9, isCompressible: true);
        await shell.SetUpAsync("snapshot tank/a@3");
        var plain = await BlocksAsync(shell, "tank/a@3");
        var packed = (await BlocksAsync(shell, "-c tank/a@3")).Where(block => block.Value.Record.Compression == BlockCompression.Lz4).ToList();
        Assert.Equal(5, packed.Count);
        foreach (var (place, (record, payload)) in packed)
        {
            Assert.Equal(4096, payload.Length);
            var unpacked = new byte[record.LogicalSize];
            Assert.True(Lz4.TryDecompress(payload.Span, unpacked));
            Assert.Equal(Convert.ToHexString(plain[place].Payload.Span), Convert.ToHexString(unpacked));
        }
    }

    [Fact]
    public async Task Large_blocks_are_split_unless_the_stream_may_have_them()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create -o recordsize=1M tank/large");
        await shell.Host.Files.WriteAsync("tank/large", "file", 3 << 20, 4);
        await shell.SetUpAsync("snapshot tank/large@1");
        var small = (await BlocksAsync(shell, "tank/large@1")).Where(block => block.Key.Object == InitialContent.FirstFile).ToList();
        var large = (await BlocksAsync(shell, "-L tank/large@1")).Where(block => block.Key.Object == InitialContent.FirstFile).ToList();
        Assert.Equal((24, 3), (small.Count, large.Count));
        Assert.All(small, block => Assert.Equal(128 * 1024, block.Value.Payload.Length));
        Assert.Equal(string.Concat(large.Select(block => Convert.ToHexString(block.Value.Payload.Span))), string.Concat(small.Select(block => Convert.ToHexString(block.Value.Payload.Span))));
    }

    [Fact]
    public async Task A_raw_stream_shows_no_plain_block_and_says_which_key_it_needs()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create -o recordsize=8K -o encryption=on -o keyformat=raw -o keylocation=file:///key tank/secret");
        await shell.Host.Files.WriteAsync("tank/secret", "file", 100_000, 5);
        await shell.SetUpAsync("snapshot tank/secret@1");
        var plain = await BlocksAsync(shell, "tank/secret@1");
        var bytes = await SendAsync(shell, "-w tank/secret@1");
        var (steps, last) = await StreamReading.ReadAllAsync(bytes);
        Assert.Equal(ReadOutcome.Ended, last.Outcome);
        var raw = Blocks(steps);
        Assert.Equal(plain.Keys, raw.Keys);
        Assert.All(raw, block => Assert.NotEqual(Convert.ToHexString(plain[block.Key].Payload.Span), Convert.ToHexString(block.Value.Payload.Span)));

        var keys = NativeNvList.TryRead(steps[0].Payload.Span, out _)!.Value.Single(pair => pair.Name == "crypt_keydata").List; // raw streams have one
        Assert.Equal(8UL, keys.Single(pair => pair.Name == "DSL_CRYPTO_SUITE").Number);
        foreach (var (place, (record, payload)) in raw)
        {
            var block = payload.ToArray();
            BlockCipher.Apply(block, keys.Single(pair => pair.Name == "DSL_CRYPTO_GUID").Number, place.Object, place.Offset / record.LogicalSize);
            Assert.Equal(Convert.ToHexString(plain[place].Payload.Span), Convert.ToHexString(block));
        }

        await shell.SetUpAsync("unmount tank/secret", "unload-key tank/secret");
        Assert.Equal(bytes, await SendAsync(shell, "-w tank/secret@1"));
    }

    private static async Task<SimulatedShell> WithDataAsync()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create -o recordsize=8K tank/a");
        await shell.Host.Files.WriteAsync("tank/a", "one", 24 * 8192, 1);
        await shell.Host.Files.WriteAsync("tank/a", "two", 3000, 2);
        await shell.SetUpAsync("snapshot tank/a@1");
        await shell.Host.Files.OverwriteAsync("tank/a", "one", 2 * 8192, 2 * 8192, 3);
        await shell.SetUpAsync("snapshot tank/a@2");
        return shell;
    }

    private static async Task<byte[]> SendAsync(SimulatedShell shell, string words)
    {
        var (exit, output, errors) = await shell.RunWithBytesAsync(ZfsCommand.Zfs(["send", .. words.Split(' ')]), default);
        Assert.True(exit.IsSuccess, errors);
        return output;
    }

    private static async Task<SortedDictionary<(ulong Object, ulong Offset), (WriteRecord Record, ReadOnlyMemory<byte> Payload)>> BlocksAsync(
        SimulatedShell shell, string words)
    {
        var (steps, last) = await StreamReading.ReadAllAsync(await SendAsync(shell, words));
        Assert.Equal(ReadOutcome.Ended, last.Outcome);
        return Blocks(steps);
    }

    private static SortedDictionary<(ulong Object, ulong Offset), (WriteRecord Record, ReadOnlyMemory<byte> Payload)> Blocks(
        List<(StreamRecord Record, ReadOnlyMemory<byte> Payload)> steps)
    {
        var blocks = new SortedDictionary<(ulong, ulong), (WriteRecord, ReadOnlyMemory<byte>)>();
        foreach (var (record, payload) in steps)
            if (record is WriteRecord write) blocks.Add((write.Object, write.Offset), (write, payload));
        return blocks;
    }
}
