using System.Buffers.Binary;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>
/// The bonus of a file (system attributes, 168 bytes):
/// <code>
///   offset 0   u32 0x002F505A   magic
///          4   u16 layout and header length, u16 0
///          8   u64 mode | u64 size | u64 generation | u64 uid | u64 gid | u64 parent | u64 flags
///         64   atime, mtime, ctime, crtime: u64 seconds, u64 nanoseconds each | u64 links, zeros
/// </code>
/// </summary>
internal static class FileBonus
{
    public const int Length = 168;

    private const uint Magic = 0x002F505A;
    private const int SizeOffset = 16;

    public static byte[] Write(ulong size, ulong generation, long seconds)
    {
        var bonus = new byte[Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bonus, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bonus.AsSpan(4), 0x0402); // header of 8 bytes, layout 2
        BinaryPrimitives.WriteUInt64LittleEndian(bonus.AsSpan(8), 0x81A4); // an ordinary file, rw-r--r--
        BinaryPrimitives.WriteUInt64LittleEndian(bonus.AsSpan(SizeOffset), size);
        BinaryPrimitives.WriteUInt64LittleEndian(bonus.AsSpan(24), generation);
        BinaryPrimitives.WriteUInt64LittleEndian(bonus.AsSpan(48), InitialContent.RootDirectory);
        for (var time = 64; time < 128; time += 16) BinaryPrimitives.WriteUInt64LittleEndian(bonus.AsSpan(time), (ulong)seconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bonus.AsSpan(128), 1);
        return bonus;
    }

    /// <summary>Bytes of the file, 0 if the bonus is something else.</summary>
    public static ulong ReadSize(ReadOnlySpan<byte> bonus) =>
        bonus.Length >= SizeOffset + 8 && BinaryPrimitives.ReadUInt32LittleEndian(bonus) == Magic
            ? BinaryPrimitives.ReadUInt64LittleEndian(bonus[SizeOffset..]) : 0;
}
