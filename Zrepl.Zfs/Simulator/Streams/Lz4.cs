using System.Buffers.Binary;

namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// LZ4 as ZFS stores it: the length of the compressed data as big-endian u32, then one LZ4 block.
/// <code>
///   sequence:  token (literals:4 bits, match - 4:4 bits; 15 means more bytes follow, each 255 means one more)
///              literals | offset:u16 little endian | match; the last sequence has literals only
/// </code>
/// </summary>
internal static class Lz4
{
    private const int LengthBytes = 4;
    private const int ShortestMatch = 4;
    private const int TableBits = 12;
    private const int FarthestMatch = 65535;
    private const int LastLiterals = 5;
    private const int NoMatchAtEnd = 12;

    /// <summary>Compresses.</summary>
    /// <param name="source">At most 16 MiB.</param>
    /// <param name="target">Where the result goes.</param>
    /// <returns>Its length, 0 if it does not fit.</returns>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (target.Length < LengthBytes) return 0;
        var output = target[LengthBytes..];
        Span<int> table = stackalloc int[1 << TableBits];
        table.Fill(-FarthestMatch - 1);
        int written = 0, anchor = 0, place = 0, misses = 0;
        while (place + NoMatchAtEnd < source.Length)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(source[place..]);
            var slot = (int)(word * 2654435761u >> (32 - TableBits));
            var candidate = table[slot];
            table[slot] = place;
            if (place - candidate > FarthestMatch || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != word)
            {
                place += 1 + (misses++ >> 6); // the longer nothing is found, the larger the steps
                continue;
            }

            misses = 0;
            var limit = source.Length - LastLiterals;
            var length = ShortestMatch + source[(place + ShortestMatch)..limit].CommonPrefixLength(source[(candidate + ShortestMatch)..]);
            if (!TryWrite(output, ref written, source[anchor..place], place - candidate, length)) return 0;
            place += length;
            anchor = place;
        }

        if (!TryWrite(output, ref written, source[anchor..], 0, 0)) return 0;
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)written);
        return LengthBytes + written;
    }

    /// <summary>Decompresses.</summary>
    /// <returns>False unless the result fills <paramref name="target"/>; padding behind the compressed data is fine.</returns>
    public static bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.Length < LengthBytes) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(source);
        if (length > source.Length - LengthBytes) return false;
        var input = source.Slice(LengthBytes, (int)length);
        var written = 0;
        while (!input.IsEmpty)
        {
            var token = input[0];
            input = input[1..];
            if (!TryReadLength(ref input, token >> 4, out var literals) || literals > input.Length || literals > target.Length - written) return false;
            input[..literals].CopyTo(target[written..]);
            written += literals;
            input = input[literals..];
            if (input.IsEmpty) break;

            if (input.Length < 2) return false;
            var offset = BinaryPrimitives.ReadUInt16LittleEndian(input);
            input = input[2..];
            if (!TryReadLength(ref input, token & 15, out var match)) return false;
            match += ShortestMatch;
            if (offset == 0 || offset > written || match > target.Length - written) return false;
            for (var i = 0; i < match; i++, written++) target[written] = target[written - offset];
        }

        return written == target.Length;
    }

    private static bool TryWrite(Span<byte> output, ref int written, ReadOnlySpan<byte> literals, int offset, int match)
    {
        var most = 1 + literals.Length / 255 + 1 + literals.Length + 2 + match / 255 + 1;
        if (most > output.Length - written && !FitsExactly(output.Length - written, literals.Length, match)) return false;
        output[written++] = (byte)(Math.Min(literals.Length, 15) << 4 | (match == 0 ? 0 : Math.Min(match - ShortestMatch, 15)));
        WriteLength(output, ref written, literals.Length - 15);
        literals.CopyTo(output[written..]);
        written += literals.Length;
        if (match == 0) return true;
        BinaryPrimitives.WriteUInt16LittleEndian(output[written..], (ushort)offset);
        written += 2;
        WriteLength(output, ref written, match - ShortestMatch - 15);
        return true;
    }

    private static bool FitsExactly(int room, int literals, int match) =>
        1 + ExtraBytes(literals - 15) + literals + (match == 0 ? 0 : 2 + ExtraBytes(match - ShortestMatch - 15)) <= room;

    private static int ExtraBytes(int rest) => rest < 0 ? 0 : rest / 255 + 1;

    private static void WriteLength(Span<byte> output, ref int written, int rest)
    {
        if (rest < 0) return;
        for (; rest >= 255; rest -= 255) output[written++] = 255;
        output[written++] = (byte)rest;
    }

    private static bool TryReadLength(ref ReadOnlySpan<byte> input, int nibble, out int length)
    {
        length = nibble;
        if (nibble < 15) return true;
        byte more;
        do
        {
            if (input.IsEmpty || length > 1 << 28) return false;
            more = input[0];
            input = input[1..];
            length += more;
        }
        while (more == 255);
        return true;
    }
}
