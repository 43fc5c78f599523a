namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// Attributes that did not fit into the bonus; the payload is their block.
/// <code>
///   offset 8   object:u64 | length:u64 | toguid:u64 | flags:u8 | compression:u8 | 0[6]
///          40  compressed size:u64 | salt[8] | iv[12] | mac[16] | object type:u32
/// </code>
/// </summary>
internal sealed record SpillRecord(ulong Object, ulong Bytes, byte Flags, byte Compression, ulong CompressedSize, BlockSeal Seal, uint ObjectType)
    : StreamRecord(RecordType.Spill)
{
    public override ulong PayloadLength => CompressedSize != 0 ? CompressedSize : Bytes;

    public static SpillRecord Read(FieldReader fields)
    {
        var (id, length) = (fields.UInt64(), fields.UInt64());
        fields.Skip(8);
        var (flags, compression) = (fields.Byte(), fields.Byte());
        fields.Skip(6);
        return new(id, length, flags, compression, fields.UInt64(), BlockSeal.Read(ref fields), fields.UInt32());
    }

    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        fields.UInt64(Object);
        fields.UInt64(Bytes);
        fields.UInt64(toGuid);
        fields.Byte(Flags);
        fields.Byte(Compression);
        fields.Skip(6);
        fields.UInt64(CompressedSize);
        Seal.Write(ref fields);
        fields.UInt32(ObjectType);
    }
}
