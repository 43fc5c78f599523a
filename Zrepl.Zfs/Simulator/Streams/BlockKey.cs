namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// Checksum and sizes of the block on the sender's disk (<c>ddt_key_t</c>), for receivers that deduplicate. 40 bytes:
/// <code>checksum[4]:u64 | properties:u64   logical sectors - 1: bits 0-15, physical sectors - 1: 16-31, compression: 32-38, encrypted: 39</code>
/// </summary>
internal readonly record struct BlockKey(ulong First, ulong Second, ulong Third, ulong Fourth, ulong Properties)
{
    public static BlockKey Read(ref FieldReader fields) => new(fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64());

    public void Write(ref FieldWriter fields)
    {
        fields.UInt64(First);
        fields.UInt64(Second);
        fields.UInt64(Third);
        fields.UInt64(Fourth);
        fields.UInt64(Properties);
    }
}
