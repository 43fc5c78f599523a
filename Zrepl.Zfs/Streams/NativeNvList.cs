using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Zrepl.Zfs.Streams;

/// <summary>
/// The native encoding of an nvlist, as in resume tokens and in the BEGIN record of resumed and raw streams (spec A11.4):
/// <code>
///   offset 0   00 01 00 00   native, little endian, reserved
///          4   00 00 00 00   version 0 (int32)
///          8   01 00 00 00   unique names (uint32)
///         12   pairs, then int32 0
///   pair:  size:int32 (multiple of 8) | name length with NUL:int16 | 0:int16 | count:int32 | type:int32
///          name NUL, padded so that the value starts at a multiple of 8 | value, padded to 8
/// </code>
/// Reading is strict, because tokens come from the peer: sizes in bounds, names unique, nothing after the terminator.
/// </summary>
public static class NativeNvList
{
    private const int HeaderLength = 12;
    private static ReadOnlySpan<byte> Zeros => [0, 0, 0, 0, 0, 0, 0, 0];
    private const int PairHeaderLength = 16;

    // An embedded list has a copy of the in-memory nvlist_t (24 bytes) as its value; its pairs follow the parent's pair.
    private const int EmbeddedListStructLength = 24;

    /// <summary>Reads a whole list.</summary>
    /// <returns>The pairs in order, or null with the reason in <paramref name="problem"/>.</returns>
    /// <param name="packed">The list.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="allowsDuplicates">Names may appear more than once, as for OpenZFS itself.</param>
    public static ImmutableArray<NvPair>? TryRead(ReadOnlySpan<byte> packed, out string? problem, bool allowsDuplicates = false)
    {
        problem = ProblemInHeader(packed);
        if (problem is not null) return null;
        var rest = packed[HeaderLength..];
        var pairs = ReadPairs(ref rest, depth: 0, allowsDuplicates, out problem);
        if (problem is null && !rest.IsEmpty) problem = "bytes after the end of the list";
        return problem is null ? pairs : null;
    }

    /// <summary>Writes a list. Numbers, flags, texts, arrays of numbers or bytes, and lists can be written.</summary>
    public static byte[] Write(ImmutableArray<NvPair> pairs)
    {
        using var buffer = new MemoryStream();
        buffer.Write([0, 1, 0, 0]);
        WriteListHead(buffer);
        WritePairs(buffer, pairs);
        return buffer.ToArray();
    }

    private static string? ProblemInHeader(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < HeaderLength + sizeof(int)) return "too short";
        if (packed[0] != 0) return "not in native encoding";
        if (packed[1] != 1) return "token was created on a host of different endianness";
        return BinaryPrimitives.ReadInt32LittleEndian(packed[4..]) == 0 ? null : "unknown version of the list";
    }

    private static ImmutableArray<NvPair> ReadPairs(ref ReadOnlySpan<byte> rest, int depth, bool allowsDuplicates, out string? problem)
    {
        var pairs = ImmutableArray.CreateBuilder<NvPair>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            if (rest.Length < sizeof(int)) { problem = "the list is not terminated"; return []; }
            var size = BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (size == 0)
            {
                rest = rest[sizeof(int)..];
                problem = null;
                return pairs.ToImmutable();
            }

            if (size < PairHeaderLength || size % 8 != 0 || size > rest.Length) { problem = "a pair has an impossible size"; return []; }
            var pair = ReadPair(rest[..size], out problem);
            if (pair is null) return [];
            rest = rest[size..];
            if (pair.Type == NvType.NvList)
            {
                if (depth >= 8) { problem = "lists are nested too deeply"; return []; }
                pair = pair with { List = ReadPairs(ref rest, depth + 1, allowsDuplicates, out problem) };
                if (problem is not null) return [];
            }

            if (!names.Add(pair.Name) && !allowsDuplicates) { problem = $"'{pair.Name}' appears twice"; return []; }
            pairs.Add(pair);
        }
    }

    private static NvPair? ReadPair(ReadOnlySpan<byte> pair, out string? problem)
    {
        int nameLength = BinaryPrimitives.ReadInt16LittleEndian(pair[4..]);
        var count = BinaryPrimitives.ReadInt32LittleEndian(pair[8..]);
        var type = (NvType)BinaryPrimitives.ReadInt32LittleEndian(pair[12..]);
        var valueStart = RoundUp8(PairHeaderLength + nameLength);
        if (nameLength < 2 || valueStart > pair.Length) { problem = "a name runs out of its pair"; return null; }
        var nameBytes = pair.Slice(PairHeaderLength, nameLength);
        if (nameBytes.IndexOf((byte)0) != nameLength - 1 || !Ascii.IsValid(nameBytes)) { problem = "a name is not a proper text"; return null; }
        var name = Encoding.ASCII.GetString(nameBytes[..^1]);
        var value = pair[valueStart..];
        problem = $"the value of '{name}' has the wrong length";
        switch (type)
        {
            case NvType.Boolean when count == 0 && value.IsEmpty:
                problem = null;
                return NvPair.Flag(name);
            case NvType.UInt64 when count == 1 && value.Length == 8:
                problem = null;
                return NvPair.Of(name, BinaryPrimitives.ReadUInt64LittleEndian(value));
            case NvType.BooleanValue when count == 1 && value.Length == 8:
                problem = null;
                return new(name, type, BinaryPrimitives.ReadUInt32LittleEndian(value));
            case NvType.String when count == 1 && value.IndexOf((byte)0) is var end and >= 0 && RoundUp8(end + 1) == value.Length:
                problem = Ascii.IsValid(value[..end]) ? null : $"the value of '{name}' is not ASCII";
                return problem is null ? NvPair.Of(name, Encoding.ASCII.GetString(value[..end])) : null;
            case NvType.UInt64Array when count >= 0 && value.Length == count * 8L:
                problem = null;
                return new(name, type, Numbers: ReadNumbers(value));
            case NvType.ByteArray when count >= 0 && value.Length == RoundUp8(count):
                problem = null;
                return NvPair.OfBytes(name, value[..count].ToArray());
            case NvType.NvList when count == 1 && value.Length == EmbeddedListStructLength:
                problem = null;
                return NvPair.Of(name, []);
            case NvType.Boolean or NvType.UInt64 or NvType.BooleanValue or NvType.String or NvType.UInt64Array or NvType.ByteArray or NvType.NvList:
                return null;
            default:
                problem = null; // a type we have no use for: keep its name and number, the caller decides
                return new(name, type);
        }
    }

    private static ImmutableArray<ulong> ReadNumbers(ReadOnlySpan<byte> value)
    {
        var numbers = ImmutableArray.CreateBuilder<ulong>(value.Length / 8);
        for (; !value.IsEmpty; value = value[8..]) numbers.Add(BinaryPrimitives.ReadUInt64LittleEndian(value));
        return numbers.MoveToImmutable();
    }

    private static void WriteListHead(MemoryStream buffer)
    {
        WriteInt32(buffer, 0);
        WriteInt32(buffer, 1);
    }

    private static void WritePairs(MemoryStream buffer, ImmutableArray<NvPair> pairs)
    {
        foreach (var pair in pairs)
        {
            var name = Encoding.ASCII.GetBytes(pair.Name + '\0');
            var value = ValueBytes(pair, out var count);
            var valueStart = RoundUp8(PairHeaderLength + name.Length);
            WriteInt32(buffer, valueStart + RoundUp8(value.Length));
            WriteInt32(buffer, (ushort)name.Length);
            WriteInt32(buffer, count);
            WriteInt32(buffer, (int)pair.Type);
            buffer.Write(name);
            WritePadding(buffer, valueStart - PairHeaderLength - name.Length);
            buffer.Write(value);
            WritePadding(buffer, RoundUp8(value.Length) - value.Length);
            if (pair.Type != NvType.NvList) continue;
            WritePairs(buffer, pair.List);
        }

        WriteInt32(buffer, 0);
    }

    private static byte[] ValueBytes(NvPair pair, out int count)
    {
        count = 1;
        switch (pair.Type)
        {
            case NvType.Boolean:
                count = 0;
                return [];
            case NvType.UInt64 or NvType.BooleanValue:
                return BitConverter.GetBytes(pair.Number);
            case NvType.String:
                return Encoding.ASCII.GetBytes(pair.Text + '\0');
            case NvType.UInt64Array:
                count = pair.Numbers.Length;
                return [.. pair.Numbers.SelectMany(BitConverter.GetBytes)];
            case NvType.ByteArray:
                count = pair.Bytes.Length;
                return pair.Bytes.ToArray();
            case NvType.NvList:
                var embedded = new byte[EmbeddedListStructLength];
                embedded[4] = 1; // nvl_version 0, nvl_nvflag unique names; the pointers in it are written as zero
                return embedded;
            default:
                throw new NotSupportedException($"nvlist values of type {pair.Type} are not written");
        }
    }

    private static void WriteInt32(MemoryStream buffer, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        buffer.Write(bytes);
    }

    private static void WritePadding(MemoryStream buffer, int length) => buffer.Write(Zeros[..length]);

    private static int RoundUp8(int length) => (length + 7) & ~7;
}
