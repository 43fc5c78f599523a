using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>Makes payloads: the bytes of blocks, compressed and sealed as on disk where the stream carries them so. Buffers are used again.</summary>
internal sealed class BlockMaker(SendSource source)
{
    private const int LargestEmbedded = 112;
    private const int EncryptedShift = 39;
    private const int PointersPerIndirect = 1024;

    private byte[] _plain = [];
    private byte[] _packed = [];

    /// <summary>Levels of block pointers above a number of blocks.</summary>
    public static byte Levels(ulong blocks, ulong pointersInDnode)
    {
        byte levels = 1;
        for (var reach = pointersInDnode; reach < blocks; reach *= PointersPerIndirect) levels++;
        return levels;
    }

    /// <summary>What a bonus takes on disk, encrypted: the rest of a dnode with one block pointer.</summary>
    public static uint RawBonusLength(int length) => (uint)Math.Max(320, (length + 7) & ~7);

    /// <summary>A bonus as it is on disk.</summary>
    public static byte[] SealBonus(SendSource source, ulong id, ReadOnlySpan<byte> bonus, uint length)
    {
        var bytes = new byte[length];
        bonus.CopyTo(bytes);
        BlockCipher.Apply(bytes, source.Encryption!.MasterKeyGuid, id, BlockCipher.Bonus); // only sealed streams have one
        return bytes;
    }

    /// <summary>Salt, IV and MAC of a block; the simulator makes them from the place and the IV set.</summary>
    public static BlockSeal SealOf(SendSource source, ulong id, ulong block)
    {
        var salt = GuidSource.Mix(source.Encryption!.MasterKeyGuid); // only sealed streams have one
        var iv = GuidSource.Mix(salt ^ GuidSource.Mix(id ^ GuidSource.Mix(block)));
        return new(salt, iv, (uint)GuidSource.Mix(iv), new(GuidSource.Mix(iv + 1), GuidSource.Mix(iv + 2)));
    }

    /// <summary>The compressed bytes of a block that lives in its pointer, or null if it does not.</summary>
    public static byte[]? TryEmbed(BlockSource block)
    {
        if (block.Data is not StoredBlock stored) return null;
        var packed = new byte[LargestEmbedded];
        return Lz4.Compress(stored.Bytes.Span, packed) is var length and > 0 ? packed[..length] : null;
    }

    /// <summary>Completes a WRITE record and makes its payload, which is good until the next call.</summary>
    public (WriteRecord Record, ReadOnlyMemory<byte> Payload) Make(WriteRecord record, BlockSource block)
    {
        var plain = Plain(block);
        if (source.Encryption is null && TryEmbed(block) is not null)
            return (record with { ChecksumType = BlockChecksum.Off }, plain.Slice((int)block.Skip, (int)record.LogicalSize));

        var isPacked = block.Data.PhysicalSize(block.BlockSize) < block.BlockSize;
        var onDisk = isPacked ? Pack(plain.Span, block) : plain;
        record = record with { ChecksumType = BlockChecksum.Fletcher4 };
        if (source.IsSealed)
        {
            var seal = SealOf(source, record.Object, block.Number);
            BlockCipher.Apply(onDisk.Span, source.Encryption!.MasterKeyGuid, record.Object, block.Number); // sealed means encrypted
            record = record with { Seal = seal, Key = Key(onDisk.Span, block, isPacked, seal) };
        }
        else record = record with { Key = Key(onDisk.Span, block, isPacked, null) };
        return (record, record.Compression == BlockCompression.None
            ? plain.Slice((int)block.Skip, (int)record.LogicalSize) : onDisk[..(int)record.PayloadLength]);
    }

    private Memory<byte> Plain(BlockSource block)
    {
        if (_plain.Length < block.BlockSize) _plain = new byte[block.BlockSize];
        var bytes = _plain.AsMemory(0, (int)block.BlockSize);
        switch (block.Data)
        {
            case PatternBlocks pattern: PatternBytes.Fill(pattern, block.Number, bytes.Span); break;
            case StoredBlock stored:
                stored.Bytes.CopyTo(bytes);
                bytes.Span[stored.Bytes.Length..].Clear();
                break;
            default: throw new InvalidOperationException($"{block.Data.GetType().Name} cannot be sent.");
        }

        return bytes;
    }

    private Memory<byte> Pack(ReadOnlySpan<byte> plain, BlockSource block)
    {
        var size = (int)block.Data.PhysicalSize(block.BlockSize);
        if (_packed.Length < size) _packed = new byte[size];
        var bytes = _packed.AsMemory(0, size);
        var length = Lz4.Compress(plain, bytes.Span);
        if (length == 0) throw new InvalidOperationException("A block does not compress to what it takes on disk.");
        bytes.Span[length..].Clear();
        return bytes;
    }

    private static BlockKey Key(ReadOnlySpan<byte> onDisk, BlockSource block, bool isPacked, BlockSeal? seal)
    {
        var sums = default(Fletcher4);
        sums.Add(onDisk);
        Span<byte> bytes = stackalloc byte[Fletcher4.Length];
        sums.Write(bytes);
        var words = new FieldReader(bytes);
        var (first, second, third, fourth) = (words.UInt64(), words.UInt64(), words.UInt64(), words.UInt64());
        if (seal is { } used) (third, fourth) = ((ulong)used.Mac, (ulong)(used.Mac >> 64)); // half of the checksum is the MAC
        var properties = block.BlockSize / 512 - 1 | (ulong)(onDisk.Length / 512 - 1) << 16
            | (ulong)(isPacked ? BlockCompression.Lz4 : BlockCompression.Off) << 32 | (seal is null ? 0 : 1UL << EncryptedShift);
        return new(first, second, third, fourth, properties);
    }
}
