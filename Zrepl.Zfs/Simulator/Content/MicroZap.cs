using System.Buffers.Binary;
using System.Text;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>
/// A small directory in one block, as ZFS keeps it (<c>mzap_phys_t</c>):
/// <code>
///   offset 0  u64 0x8000000000000003   block type of a micro ZAP
///          8  u64 salt, u64 normalization, zeros up to 64
///         64  entries of 64 bytes: u64 value | u32 0 | u16 0 | name, NUL padded to 50 bytes
/// </code>
/// </summary>
internal static class MicroZap
{
    private const ulong BlockType = 0x8000_0000_0000_0003;
    private const int EntryLength = 64;
    private const int NameOffset = 14;

    /// <summary>Longest name an entry holds.</summary>
    public const int MaxNameLength = EntryLength - NameOffset - 1;

    /// <summary>A block with the entries, at least 512 bytes and as long as needed, in steps of 512.</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<string, ulong>> entries)
    {
        var list = entries.ToList();
        var block = new byte[(EntryLength * (list.Count + 1) + 511) & ~511];
        BinaryPrimitives.WriteUInt64LittleEndian(block, BlockType);
        for (var i = 0; i < list.Count; i++)
        {
            var entry = block.AsSpan(EntryLength * (i + 1), EntryLength);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, list[i].Value);
            if (Encoding.UTF8.GetByteCount(list[i].Key) > MaxNameLength)
                throw new ArgumentException($"'{list[i].Key}' is longer than {MaxNameLength} bytes.", nameof(entries));
            Encoding.UTF8.GetBytes(list[i].Key, entry[NameOffset..]);
        }

        return block;
    }

    /// <summary>The entries of a block; none if it is something else.</summary>
    public static SortedDictionary<string, ulong> Read(ReadOnlySpan<byte> block)
    {
        var entries = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        if (block.Length < EntryLength || BinaryPrimitives.ReadUInt64LittleEndian(block) != BlockType) return entries;
        for (var rest = block[EntryLength..]; rest.Length >= EntryLength; rest = rest[EntryLength..])
        {
            var name = rest[NameOffset..EntryLength];
            var end = name.IndexOf((byte)0);
            if (end != 0) entries[Encoding.UTF8.GetString(end < 0 ? name : name[..end])] = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        }

        return entries;
    }
}
