namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// Makes an object or changes its head. The payload is the bonus, padded to 8 bytes, or as it is encrypted on disk.
/// <code>
///   offset 8   object:u64 | object type:u32 | bonus type:u32 | block size:u32 | bonus length:u32
///          32  checksum:u8 | compression:u8 | dnode slots:u8 | flags:u8 | raw bonus length:u32 | toguid:u64
///          48  indirect block shift:u8 | levels:u8 | block pointers:u8 | 0[5] | highest block:u64    raw streams only
/// </code>
/// </summary>
internal sealed record ObjectRecord : StreamRecord
{
    public ObjectRecord() : base(RecordType.Object) { }

    public required ulong Object { get; init; }

    /// <summary><see cref="Content.ObjectTypes"/>.</summary>
    public required uint ObjectType { get; init; }

    public uint BonusType { get; init; }

    /// <summary>Bytes per block.</summary>
    public required uint BlockSize { get; init; }

    public uint BonusLength { get; init; }

    public byte Checksum { get; init; }

    public byte Compression { get; init; }

    /// <summary>512-byte slots the dnode takes; 0 in old streams means 1.</summary>
    public byte DnodeSlots { get; init; } = 1;

    /// <summary>Bit 0: raw and of the other byte order. Bit 1: has a spill block.</summary>
    public byte Flags { get; init; }

    /// <summary>Bytes of the bonus as it is on disk; 0 unless it is encrypted.</summary>
    public uint RawBonusLength { get; init; }

    public byte IndirectBlockShift { get; init; }

    public byte Levels { get; init; }

    public byte BlockPointers { get; init; }

    public ulong MaxBlock { get; init; }

    public override ulong PayloadLength => RawBonusLength != 0 ? RawBonusLength : RoundUp8(BonusLength);

    public static ObjectRecord Read(FieldReader fields)
    {
        var record = new ObjectRecord
        {
            Object = fields.UInt64(), ObjectType = fields.UInt32(), BonusType = fields.UInt32(), BlockSize = fields.UInt32(), BonusLength = fields.UInt32(),
            Checksum = fields.Byte(), Compression = fields.Byte(), DnodeSlots = fields.Byte(), Flags = fields.Byte(), RawBonusLength = fields.UInt32(),
        };
        fields.Skip(8);
        record = record with { IndirectBlockShift = fields.Byte(), Levels = fields.Byte(), BlockPointers = fields.Byte() };
        fields.Skip(5);
        return record with { MaxBlock = fields.UInt64() };
    }

    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        fields.UInt64(Object);
        fields.UInt32(ObjectType);
        fields.UInt32(BonusType);
        fields.UInt32(BlockSize);
        fields.UInt32(BonusLength);
        fields.Byte(Checksum);
        fields.Byte(Compression);
        fields.Byte(DnodeSlots);
        fields.Byte(Flags);
        fields.UInt32(RawBonusLength);
        fields.UInt64(toGuid);
        fields.Byte(IndirectBlockShift);
        fields.Byte(Levels);
        fields.Byte(BlockPointers);
        fields.Skip(5);
        fields.UInt64(MaxBlock);
    }
}
