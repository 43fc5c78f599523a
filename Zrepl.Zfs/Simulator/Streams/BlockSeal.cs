namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// How an encrypted block is to be decrypted and authenticated; zero unless the stream is raw. 36 bytes in a record:
/// <code>salt[8] | iv[12] | mac[16]</code>
/// </summary>
internal readonly record struct BlockSeal(ulong Salt, ulong Iv, uint IvEnd, UInt128 Mac)
{
    public static BlockSeal Read(ref FieldReader fields) => new(fields.UInt64(), fields.UInt64(), fields.UInt32(), fields.UInt128());

    public void Write(ref FieldWriter fields)
    {
        fields.UInt64(Salt);
        fields.UInt64(Iv);
        fields.UInt32(IvEnd);
        fields.UInt128(Mac);
    }
}
