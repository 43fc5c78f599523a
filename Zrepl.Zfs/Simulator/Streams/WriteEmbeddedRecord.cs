namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// A block so small, compressed, that it lives in its block pointer; the payload is padded to 8 bytes.
/// <code>
///   offset 8   object:u64 | offset:u64 | length:u64 | toguid:u64
///          40  compression:u8 | kind:u8 | 0[6] | logical size:u32 | payload size:u32
/// </code>
/// </summary>
internal sealed record WriteEmbeddedRecord(ulong Object, ulong Offset, ulong Bytes, byte Compression, byte Kind, uint LogicalSize, uint PhysicalSize)
    : StreamRecord(RecordType.WriteEmbedded)
{
    public override ulong PayloadLength => RoundUp8(PhysicalSize);

    public static WriteEmbeddedRecord Read(FieldReader fields)
    {
        var (id, offset, length) = (fields.UInt64(), fields.UInt64(), fields.UInt64());
        fields.Skip(8);
        var (compression, kind) = (fields.Byte(), fields.Byte());
        fields.Skip(6);
        return new(id, offset, length, compression, kind, fields.UInt32(), fields.UInt32());
    }

    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        fields.UInt64(Object);
        fields.UInt64(Offset);
        fields.UInt64(Bytes);
        fields.UInt64(toGuid);
        fields.Byte(Compression);
        fields.Byte(Kind);
        fields.Skip(6);
        fields.UInt32(LogicalSize);
        fields.UInt32(PhysicalSize);
    }
}
