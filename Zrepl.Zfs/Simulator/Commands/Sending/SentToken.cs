using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary>
/// A resume token as <c>zfs send -t</c> reads it (<c>zfs_send_resume_token_to_nvlist</c>): laxer than the decoder of zrepl, and with other words.
/// </summary>
internal static partial class SentToken
{
    private const int LongestList = 64 * 1024;

    /// <summary>The pairs of a token.</summary>
    /// <returns>Null with the reason in <paramref name="problem"/>.</returns>
    public static ImmutableArray<NvPair>? TryRead(string text, out string problem)
    {
        problem = "invalid format";
        if (Head().Match(text) is not { Success: true } head) return null;
        problem = $"invalid version {head.Groups["version"].Value}";
        if (head.Groups["version"].Value != "1") return null;

        problem = "payload is not hex-encoded";
        var hex = text[(text.LastIndexOf('-') + 1)..];
        hex = hex[..(hex.Length & ~1)];
        if (!hex.All(char.IsAsciiHexDigit)) return null;
        var compressed = Convert.FromHexString(hex);
        problem = "incorrect checksum";
        if (!TryNumber(head.Groups["checksum"].Value, out var checksum) || Checksum(compressed) != checksum) return null;
        problem = "decompression failed";
        if (!TryNumber(head.Groups["length"].Value, out var length) || Inflate(compressed, length) is not { } packed) return null;
        problem = "nvlist_unpack failed";
        return NativeNvList.TryRead(packed, out _, allowsDuplicates: true);
    }

    /// <summary>The number of a key, or null if it is missing. Of several the last counts.</summary>
    public static ulong? Number(ImmutableArray<NvPair> pairs, string name) =>
        pairs.LastOrDefault(pair => pair.Name == name && pair.Type == NvType.UInt64)?.Number;

    /// <summary>A line per pair, as <c>nvlist_print</c> writes them.</summary>
    public static IEnumerable<string> Describe(ImmutableArray<NvPair> pairs)
    {
        yield return "nvlist version: 0";
        foreach (var pair in pairs)
        {
            yield return pair.Type switch
            {
                NvType.UInt64 => $"\t{pair.Name} = 0x{pair.Number:x}",
                NvType.String => $"\t{pair.Name} = {pair.Text}",
                NvType.Boolean => $"\t{pair.Name} = 1",
                NvType.BooleanValue => $"\t{pair.Name} = {pair.Number}",
                NvType.UInt64Array => $"\t{pair.Name} = {string.Join(' ', pair.Numbers.Select(number => $"0x{number:x}"))}",
                _ => $"\t{pair.Name}",
            };
        }
    }

    private static bool TryNumber(string hex, out ulong number) => ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0UL;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..]) sum += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return sum;
    }

    private static byte[]? Inflate(byte[] compressed, ulong length)
    {
        if (length > LongestList) return null;
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            var packed = new byte[length + 1];
            return (ulong)zlib.ReadAtLeast(packed, packed.Length, throwOnEndOfStream: false) == length && IsComplete(compressed, packed.AsSpan(0, (int)length))
                ? packed[..(int)length] : null;
        }
        catch (InvalidDataException)
        {
            return null; // the caller says so in zfs's words
        }
    }

    // A zlib stream ends with the Adler-32 of what was compressed; a cut one may inflate all the same.
    private static bool IsComplete(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> plain)
    {
        uint a = 1, b = 0;
        foreach (var value in plain)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return compressed.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(compressed[^sizeof(uint)..]) == (b << 16 | a);
    }

    [GeneratedRegex("^(?<version>[0-9]+)-(?<checksum>[0-9a-fA-F]{1,16})-(?<length>[0-9a-fA-F]{1,16})")]
    private static partial Regex Head();
}
