using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.ResumeTokens;

/// <summary>
/// Reads resume tokens in process. Text: <c>1-CKSUM-LEN-HEX</c>, where HEX is a zlib stream of LEN bytes of packed nvlist and CKSUM
/// the first word of its Fletcher-4 checksum (spec A11.3). <c>zfs send -t</c> looks only at the presence of <c>rawok</c> and its like,
/// whatever their type; a token that tries to say one thing to us and another to ZFS is therefore refused (spec A11.6).
/// </summary>
public static class ResumeTokenDecoder
{
    private const int LongestToken = 16 * 1024;
    private const int LongestPayloadHex = 8 * 1024;
    private const int LongestList = 64 * 1024;

    /// <summary>Reads a token.</summary>
    /// <exception cref="ResumeTokenCorruptException">The token breaks one of the rules of spec A11.6; the message says which.</exception>
    public static ResumeToken Decode(string token) =>
        TryDecode(token, out var decoded, out var problem) ? decoded! : throw new ResumeTokenCorruptException(problem!);

    /// <summary>Like <see cref="Decode"/>, without an exception.</summary>
    /// <returns>True with <paramref name="decoded"/>, or false with <paramref name="problem"/>.</returns>
    public static bool TryDecode(string token, out ResumeToken? decoded, out string? problem)
    {
        decoded = null;
        if (Unpack(token, out problem) is not { } packed) return false;
        if (NativeNvList.TryRead(packed, out problem) is not { } pairs) return false;
        decoded = Interpret(token, pairs, out problem);
        return decoded is not null;
    }

    private static byte[]? Unpack(string token, out string? problem)
    {
        problem = "invalid format";
        if (token.Length > LongestToken) return null;
        var fields = token.Split('-');
        if (fields.Length != 4 || fields[0] != "1" || !IsHex(fields[3]) || fields[3].Length % 2 != 0) return null;
        if (!TryHexNumber(fields[1], out var checksum) || !TryHexNumber(fields[2], out var length)) return null;
        if (fields[3].Length > LongestPayloadHex || length > LongestList) { problem = "too long"; return null; }

        var compressed = Convert.FromHexString(fields[3]);
        if (FletcherWord0(compressed) != checksum) { problem = "incorrect checksum"; return null; }
        return Inflate(compressed, (int)length, out problem);
    }

    private static byte[]? Inflate(byte[] compressed, int length, out string? problem)
    {
        problem = "decompression failed";
        try
        {
            using var input = new MemoryStream(compressed);
            using var zlib = new ZLibStream(input, CompressionMode.Decompress);
            var packed = new byte[length + 1]; // one more than allowed, to notice a longer one
            var read = zlib.ReadAtLeast(packed, packed.Length, throwOnEndOfStream: false);
            if (read != length) { problem = "the list has another length than the token says"; return null; }
            if (!EndsWithItsOwnChecksum(compressed, packed.AsSpan(0, length))) { problem = "bytes after the compressed list"; return null; }
            problem = null;
            return packed[..length];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // RFC 1950: a zlib stream ends with the Adler-32 of its content. Trailing bytes would push it away from the end.
    private static bool EndsWithItsOwnChecksum(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> content)
    {
        uint a = 1, b = 0;
        foreach (var octet in content)
        {
            a = (a + octet) % 65521;
            b = (b + a) % 65521;
        }

        return compressed.Length >= 6 && BinaryPrimitives.ReadUInt32BigEndian(compressed[^4..]) == ((b << 16) | a);
    }

    private static ResumeToken? Interpret(string text, ImmutableArray<NvPair> pairs, out string? problem)
    {
        foreach (var pair in pairs)
        {
            problem = ProblemIn(pair);
            if (problem is not null) return null;
        }

        ulong? Number(string name) => pairs.FirstOrDefault(p => p.Name == name)?.Number;
        bool Has(string name) => pairs.Any(p => p.Name == name);
        var toName = pairs.FirstOrDefault(p => p.Name == "toname")?.Text;
        problem = "object, offset, bytes, toguid or toname is missing";
        if (Number("object") is not { } resumeObject || Number("offset") is not { } offset || Number("bytes") is not { } bytes) return null;
        if (Number("toguid") is not { } toGuid || toName is null) return null;
        problem = "a guid is zero";
        if (toGuid == 0 || Number("fromguid") == 0) return null;
        problem = NameRules.ProblemIn(toName, EntityKind.Snapshot) is { } nameProblem ? $"`toname`: {nameProblem}" : null;
        if (problem is not null) return null;
        return new ResumeToken
        {
            Text = text,
            FromGuid = Number("fromguid"),
            ToGuid = toGuid,
            ToName = SnapshotPath.Parse(toName),
            Object = resumeObject,
            Offset = offset,
            Bytes = bytes,
            LargeBlockOk = Has("largeblockok"),
            EmbedOk = Has("embedok"),
            CompressOk = Has("compressok"),
            RawOk = Has("rawok"),
            SavedOk = Has("savedok"),
        };
    }

    private static string? ProblemIn(NvPair pair) => pair.Name switch
    {
        "fromguid" or "object" or "offset" or "bytes" or "toguid" => pair.Type == NvType.UInt64 ? null : WrongType(pair),
        "toname" => pair.Type == NvType.String ? null : WrongType(pair),
        "largeblockok" or "embedok" or "compressok" or "rawok" or "savedok" => pair.Type == NvType.Boolean ? null : WrongType(pair),
        "redact_snaps" or "book_redact_snaps" => "the token is of a redacted send, which zrepl never makes",
        _ => $"'{Printable(pair.Name)}' is unsupported by this version",
    };

    private static string WrongType(NvPair pair) => $"'{pair.Name}' has the wrong type";

    private static string Printable(string name) => new([.. name.Take(32).Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '?')]);

    private static ulong FletcherWord0(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..]) sum += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return sum; // the last one to three bytes do not count
    }

    private static bool TryHexNumber(string text, out ulong number)
    {
        number = 0;
        return text.Length is >= 1 and <= 16 && IsHex(text)
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsHex(string text) => text.Length > 0 && text.All(char.IsAsciiHexDigitLower);
}
