using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Zrepl.Zfs.Streams;

/// <summary>
/// The portable encoding of an nvlist, as at the beginning of compound streams (spec C5). Big endian:
/// <code>
///   offset 0  01 01 00 00   portable, written on a little-endian machine, reserved
///          4  list:   version:i32 = 0 | flags:u32 = 1 (unique names) | pairs | 0:i32 | 0:i32
///   pair:  encoded size:i32 | size in memory:i32 | name: length:u32, bytes, padded to 4 | type:i32 | count:i32 | value
///   value: number:u64 | text: length:u32, bytes, padded to 4 | list | boolean value:u32 | numbers:u64 each | nothing for a flag
/// </code>
/// </summary>
internal static class XdrNvList
{
    private const int MaxDepth = 16;
    private const int MemoryPairHeader = 16;
    private const int MemoryListHeader = 24;

    /// <summary>Writes a list.</summary>
    public static byte[] Write(ImmutableArray<NvPair> pairs)
    {
        using var buffer = new MemoryStream();
        buffer.Write([1, 1, 0, 0]);
        WriteList(buffer, pairs);
        return buffer.ToArray();
    }

    /// <summary>Reads a list.</summary>
    /// <returns>Null if it is none.</returns>
    public static ImmutableArray<NvPair>? TryRead(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < 4 || packed[0] != 1) return null;
        var rest = packed[4..];
        return TryReadList(ref rest, 0, out var pairs) ? pairs : null;
    }

    private static bool TryReadList(ref ReadOnlySpan<byte> rest, int depth, out ImmutableArray<NvPair> pairs)
    {
        var list = ImmutableArray.CreateBuilder<NvPair>();
        pairs = [];
        if (depth > MaxDepth || rest.Length < 8) return false;
        rest = rest[8..];
        while (true)
        {
            if (rest.Length < 8) return false;
            var size = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (size == 0)
            {
                rest = rest[8..];
                pairs = list.ToImmutable();
                return true;
            }

            if (size < 16 || size > rest.Length || ReadPair(rest[8..size], depth) is not { } pair) return false;
            list.Add(pair);
            rest = rest[size..];
        }
    }

    private static NvPair? ReadPair(ReadOnlySpan<byte> bytes, int depth)
    {
        if (!TryTakeText(ref bytes, out var name) || bytes.Length < 8) return null;
        var type = (NvType)BinaryPrimitives.ReadInt32BigEndian(bytes);
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        bytes = bytes[8..];
        switch (type)
        {
            case NvType.Boolean: return NvPair.Flag(name);
            case NvType.UInt64 when bytes.Length == 8: return NvPair.Of(name, BinaryPrimitives.ReadUInt64BigEndian(bytes));
            case NvType.BooleanValue when bytes.Length == 4: return new(name, type, BinaryPrimitives.ReadUInt32BigEndian(bytes));
            case NvType.String: return TryTakeText(ref bytes, out var text) ? NvPair.Of(name, text) : null;
            case NvType.NvList: return TryReadList(ref bytes, depth + 1, out var list) ? NvPair.Of(name, list) : null;
            case NvType.UInt64Array when count >= 0 && bytes.Length == count * 8L:
                var numbers = ImmutableArray.CreateBuilder<ulong>(count);
                for (; !bytes.IsEmpty; bytes = bytes[8..]) numbers.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes));
                return new(name, type, Numbers: numbers.MoveToImmutable());
            case NvType.UInt64 or NvType.BooleanValue or NvType.UInt64Array: return null;
            default: return new(name, type); // a type we have no use for: keep its name and number, the caller decides
        }
    }

    private static bool TryTakeText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (bytes.Length < 4) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var padded = (length + 3L) & ~3L;
        if (padded > bytes.Length - 4) return false;
        text = Encoding.UTF8.GetString(bytes.Slice(4, (int)length));
        bytes = bytes[(4 + (int)padded)..];
        return true;
    }

    private static void WriteList(MemoryStream buffer, ImmutableArray<NvPair> pairs)
    {
        WriteInt32(buffer, 0);
        WriteInt32(buffer, 1);
        foreach (var pair in pairs) WritePair(buffer, pair);
        WriteInt32(buffer, 0);
        WriteInt32(buffer, 0);
    }

    private static void WritePair(MemoryStream buffer, NvPair pair)
    {
        var start = buffer.Position;
        WriteInt32(buffer, 0); // the size, known at the end
        WriteInt32(buffer, SizeInMemory(pair));
        WriteText(buffer, pair.Name);
        WriteInt32(buffer, (int)pair.Type);
        WriteInt32(buffer, pair.Type switch { NvType.Boolean => 0, NvType.UInt64Array => pair.Numbers.Length, _ => 1 });
        switch (pair.Type)
        {
            case NvType.Boolean: break;
            case NvType.UInt64: WriteUInt64(buffer, pair.Number); break;
            case NvType.BooleanValue: WriteInt32(buffer, (int)pair.Number); break;
            case NvType.String: WriteText(buffer, pair.Text!); break; // a String has a text
            case NvType.NvList: WriteList(buffer, pair.List); break;
            case NvType.UInt64Array:
                foreach (var number in pair.Numbers) WriteUInt64(buffer, number);
                break;
            default: throw new NotSupportedException($"nvlist values of type {pair.Type} are not written");
        }

        var end = buffer.Position;
        buffer.Position = start;
        WriteInt32(buffer, (int)(end - start));
        buffer.Position = end;
    }

    private static int SizeInMemory(NvPair pair)
    {
        var value = pair.Type switch
        {
            NvType.Boolean => 0,
            NvType.String => Encoding.UTF8.GetByteCount(pair.Text!) + 1, // a String has a text
            NvType.NvList => MemoryListHeader,
            NvType.UInt64Array => 8 * pair.Numbers.Length,
            _ => 8,
        };
        return RoundUp8(MemoryPairHeader + Encoding.UTF8.GetByteCount(pair.Name) + 1) + RoundUp8(value);
    }

    private static void WriteText(MemoryStream buffer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteInt32(buffer, bytes.Length);
        buffer.Write(bytes);
        for (var i = bytes.Length; i % 4 != 0; i++) buffer.WriteByte(0);
    }

    private static void WriteInt32(MemoryStream buffer, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        buffer.Write(bytes);
    }

    private static void WriteUInt64(MemoryStream buffer, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        buffer.Write(bytes);
    }

    private static int RoundUp8(int length) => (length + 7) & ~7;
}
