namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// One block; the payload is its bytes, compressed and encrypted as the record says.
/// <code>
///   offset 8   object:u64 | object type:u32 | 0:u32 | offset:u64 | logical size:u64 | toguid:u64
///          48  checksum type:u8 | flags:u8 | compression:u8 | 0[5] | key[40] | compressed size:u64, 0 unless compressed
///          104 salt[8] | iv[12] | mac[16]
/// </code>
/// </summary>
internal sealed record WriteRecord : StreamRecord
{
    public WriteRecord() : base(RecordType.Write) { }

    public required ulong Object { get; init; }

    public required uint ObjectType { get; init; }

    /// <summary>First byte in the object.</summary>
    public required ulong Offset { get; init; }

    /// <summary>Bytes of the block before compression.</summary>
    public required ulong LogicalSize { get; init; }

    /// <summary><see cref="BlockChecksum"/>.</summary>
    public byte ChecksumType { get; init; }

    /// <summary>Bit 0: good for deduplication. Bit 1: raw and of the other byte order.</summary>
    public byte Flags { get; init; }

    /// <summary><see cref="BlockCompression"/> of the payload; 0 if the payload is the block itself.</summary>
    public byte Compression { get; init; }

    public BlockKey Key { get; init; }

    public ulong CompressedSize { get; init; }

    public BlockSeal Seal { get; init; }

    public override ulong PayloadLength => Compression != 0 ? CompressedSize : LogicalSize;

    public static WriteRecord Read(FieldReader fields)
    {
        var (id, type) = (fields.UInt64(), fields.UInt32());
        fields.Skip(4);
        var (offset, size) = (fields.UInt64(), fields.UInt64());
        fields.Skip(8);
        var (checksum, flags, compression) = (fields.Byte(), fields.Byte(), fields.Byte());
        fields.Skip(5);
        return new()
        {
            Object = id, ObjectType = type, Offset = offset, LogicalSize = size, ChecksumType = checksum, Flags = flags, Compression = compression,
            Key = BlockKey.Read(ref fields), CompressedSize = fields.UInt64(), Seal = BlockSeal.Read(ref fields),
        };
    }

    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        fields.UInt64(Object);
        fields.UInt32(ObjectType);
        fields.UInt32(0);
        fields.UInt64(Offset);
        fields.UInt64(LogicalSize);
        fields.UInt64(toGuid);
        fields.Byte(ChecksumType);
        fields.Byte(Flags);
        fields.Byte(Compression);
        fields.Skip(5);
        Key.Write(ref fields);
        fields.UInt64(CompressedSize);
        Seal.Write(ref fields);
    }
}
