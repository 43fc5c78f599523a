using Zrepl.Tests.Zfs.Simulator.Recordings;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Simulator.Streams;

/// <summary>What the payloads of records hold (spec C5).</summary>
public sealed class BlockBytesTests
{
    [Fact]
    public async Task Blocks_that_real_zfs_compressed_are_those_it_sends_uncompressed()
    {
        var compressed = await BlocksAsync("compressed.zfs");
        var plain = await BlocksAsync("not-compressed.zfs");
        Assert.Equal(plain.Keys, compressed.Keys);
        Assert.Contains(compressed.Values, block => block.Record.Compression == BlockCompression.Lz4);
        foreach (var (place, block) in compressed)
        {
            var bytes = block.Payload.ToArray();
            if (block.Record.Compression == BlockCompression.Lz4)
            {
                bytes = new byte[block.Record.LogicalSize];
                Assert.True(Lz4.TryDecompress(block.Payload.Span, bytes));
            }

            Assert.Equal(Convert.ToHexString(plain[place].Payload.Span), Convert.ToHexString(bytes));
        }
    }

    [Theory]
    [InlineData(512), InlineData(8192), InlineData(131072), InlineData(1 << 20)]
    public void A_compressible_block_compresses_to_half_and_back(int size)
    {
        var pattern = new PatternBlocks(7, IsCompressible: true);
        var block = new byte[size];
        PatternBytes.Fill(pattern, 3, block);
        var packed = new byte[pattern.PhysicalSize((uint)size)];
        var length = Lz4.Compress(block, packed);
        if (size == 512)
        {
            Assert.Equal(0, length);
            return;
        }

        Assert.InRange(length, size / 2 - size / 90 - 100, size / 2);
        var unpacked = new byte[size];
        Assert.True(Lz4.TryDecompress(packed, unpacked));
        Assert.Equal(block, unpacked);
    }

    [Fact]
    public void Lz4_gives_back_whatever_it_was_given()
    {
        var random = new Random(1);
        for (var round = 0; round < 400; round++)
        {
            var block = new byte[random.Next(0, 4000)];
            random.NextBytes(block);
            for (var i = 0; i < block.Length; i++) block[i] &= (byte)(round % 5 == 0 ? 255 : 1 << round % 3); // from noise to almost zeros
            var packed = new byte[block.Length + block.Length / 200 + 32];
            var length = Lz4.Compress(block, packed);
            Assert.NotEqual(0, length);
            var unpacked = new byte[block.Length];
            Assert.True(Lz4.TryDecompress(packed.AsSpan(0, length), unpacked));
            Assert.Equal(block, unpacked);
            Assert.Equal(0, Lz4.Compress(block, packed.AsSpan(0, length - 1)));
            Assert.False(Lz4.TryDecompress(packed.AsSpan(0, length - 1), unpacked));
        }
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void A_pattern_is_recognized_in_its_place_and_nowhere_else(bool isCompressible)
    {
        var pattern = new PatternBlocks(42, isCompressible);
        var block = new byte[8192];
        PatternBytes.Fill(pattern, 5, block);
        Assert.Equal(pattern, PatternBytes.Recognize(block, 5));
        Assert.Null(PatternBytes.Recognize(block, 6));
        block[8000] ^= 1;
        Assert.Null(PatternBytes.Recognize(block, 5));
    }

    [Fact]
    public void The_cipher_undoes_itself_and_depends_on_key_and_place()
    {
        var plain = Enumerable.Range(0, 100).Select(i => (byte)i).ToArray();
        var sealed1 = Sealed(plain, 1, 2, 3);
        Assert.Equal(plain, Sealed(sealed1, 1, 2, 3));
        Assert.All([Sealed(plain, 9, 2, 3), Sealed(plain, 1, 9, 3), Sealed(plain, 1, 2, 9), plain], other => Assert.NotEqual(sealed1, other));
    }

    [Theory]
    [InlineData("sending", "raw.zfs"), InlineData("sending", "raw-incremental.zfs"), InlineData("resuming", "raw-resumed.zfs"), InlineData("resuming", "text-rest.zfs")]
    public async Task The_list_of_a_recorded_begin_record_reads_and_writes_the_same(string story, string name)
    {
        var (steps, _) = await StreamReading.ReadAllAsync(RecordedCase.LoadStream("2.3.2", story, name)!); // it is kept
        var list = NativeNvList.TryRead(steps[0].Payload.Span, out var problem);
        Assert.Null(problem);
        Assert.Equal(Convert.ToHexString(steps[0].Payload.Span), Convert.ToHexString(NativeNvList.Write(list!.Value))); // no problem means a list
    }

    private static byte[] Sealed(byte[] bytes, ulong key, ulong objectId, ulong block)
    {
        var copy = bytes.ToArray();
        BlockCipher.Apply(copy, key, objectId, block);
        return copy;
    }

    private static async Task<SortedDictionary<(ulong, ulong), (WriteRecord Record, ReadOnlyMemory<byte> Payload)>> BlocksAsync(string name)
    {
        var (steps, _) = await StreamReading.ReadAllAsync(RecordedCase.LoadStream("2.3.2", "sending", name)!); // it is kept
        var blocks = new SortedDictionary<(ulong, ulong), (WriteRecord, ReadOnlyMemory<byte>)>();
        foreach (var (record, payload) in steps)
            if (record is WriteRecord write) blocks.Add((write.Object, write.Offset), (write, payload));
        return blocks;
    }
}
