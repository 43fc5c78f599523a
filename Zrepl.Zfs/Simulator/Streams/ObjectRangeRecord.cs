namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// Raw streams: how the block of dnodes with the objects [First, First + Slots) is sealed. Stands before the first of them.
/// <code>offset 8  first object:u64 | slots:u64 | toguid:u64 | salt[8] | iv[12] | mac[16] | flags:u8</code>
/// </summary>
internal sealed record ObjectRangeRecord(ulong First, ulong Slots, BlockSeal Seal, byte Flags) : StreamRecord(RecordType.ObjectRange)
{
    /// <summary>Dnodes of 512 bytes in a block of 16 KiB.</summary>
    public const ulong SlotsPerBlock = 32;

    public static ObjectRangeRecord Read(FieldReader fields)
    {
        var (first, slots) = (fields.UInt64(), fields.UInt64());
        fields.Skip(8);
        return new(first, slots, BlockSeal.Read(ref fields), fields.Byte());
    }

    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        fields.UInt64(First);
        fields.UInt64(Slots);
        fields.UInt64(toGuid);
        Seal.Write(ref fields);
        fields.Byte(Flags);
    }
}
