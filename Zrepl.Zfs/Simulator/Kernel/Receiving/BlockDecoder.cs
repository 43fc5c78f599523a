using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>
/// Makes blocks of what WRITE records carry: opens what was sealed by a simulated host, decompresses, and finds patterns again, so that a
/// terabyte needs no memory here either. What cannot be opened or decompressed is kept as it came.
/// </summary>
/// <param name="masterKeyGuid">The key of a raw stream, or null if the stream is plain.</param>
internal sealed class BlockDecoder(ulong? masterKeyGuid)
{
    /// <summary>The block of a WRITE record.</summary>
    public BlockData Decode(DataObject target, WriteRecord record, ReadOnlyMemory<byte> payload)
    {
        var block = record.Offset / target.BlockSize;
        var bytes = Open(payload, record.Object, block);
        if (record.Compression == BlockCompression.Lz4 && Decompress(bytes, target.BlockSize) is { } plain) bytes = plain;
        return PatternBytes.Recognize(bytes, block) is { } pattern ? pattern : new StoredBlock(bytes);
    }

    /// <summary>The block of a WRITE_EMBEDDED record.</summary>
    public static BlockData Decode(DataObject target, WriteEmbeddedRecord record, ReadOnlyMemory<byte> payload)
    {
        var bytes = payload[..(int)record.PhysicalSize];
        return new StoredBlock(record.Compression == BlockCompression.Lz4 && Decompress(bytes, target.BlockSize) is { } plain ? plain : bytes.ToArray());
    }

    /// <summary>The bonus of an object.</summary>
    public byte[] DecodeBonus(ObjectRecord record, ReadOnlyMemory<byte> payload)
    {
        var bytes = Open(payload, record.Object, BlockCipher.Bonus);
        return bytes[..(int)Math.Min(record.BonusLength, (ulong)bytes.Length)];
    }

    private byte[] Open(ReadOnlyMemory<byte> payload, ulong id, ulong block)
    {
        var bytes = payload.ToArray();
        if (masterKeyGuid is { } key) BlockCipher.Apply(bytes, key, id, block);
        return bytes;
    }

    private static byte[]? Decompress(ReadOnlyMemory<byte> bytes, uint blockSize)
    {
        var plain = new byte[blockSize];
        return Lz4.TryDecompress(bytes.Span, plain) ? plain : null;
    }
}
