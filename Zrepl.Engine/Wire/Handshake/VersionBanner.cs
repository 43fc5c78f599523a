using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Wire.Handshake;

/// <summary>
/// The first thing each side says (spec wire 2.1):
/// <code>
///   0000000056 ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0000 LF
///   length of what follows the space, 10 digits; version, 4 digits; number of lines that follow, 4 digits; lines, each ended by LF
/// </code>
/// </summary>
/// <param name="ProtocolVersion">1 to 9999; both sides must have the same.</param>
/// <param name="Extensions">Lines that a Go daemon ignores.</param>
internal sealed record VersionBanner(int ProtocolVersion, ImmutableArray<string> Extensions)
{
    /// <summary>What Go zrepl 0.6 and 0.7 speak, and we.</summary>
    public const int OurProtocolVersion = 7;

    /// <summary>Bytes before the body: its length and a space.</summary>
    public const int PrefixLength = 11;

    /// <summary>Longest body that is read or written.</summary>
    public const int MaxBodyLength = 16 * 4096;

    private const int MaxExtensions = 9998;
    private const string VersionWord = "ZREPL_ZFS_REPLICATION PROTOVERSION=";
    private const string ExtensionsWord = " EXTENSIONS=";
    private static readonly int FixedLength = VersionWord.Length + 4 + ExtensionsWord.Length + 4 + 1;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Our banner.</summary>
    public static VersionBanner Ours { get; } = new(OurProtocolVersion, []);

    /// <summary>Our banner with what else we can do.</summary>
    public static VersionBanner With(PeerExtensions extensions) => Ours with { Extensions = extensions.Lines };

    /// <summary>The banner as bytes, its length included.</summary>
    /// <exception cref="ArgumentException">An extension line could not be read back: it has a line feed, is no text, or there are too many.</exception>
    public byte[] Encode()
    {
        if (ProtocolVersion is < 1 or > 9999) throw new ArgumentException($"{ProtocolVersion} is no protocol version");
        if (Extensions.Length > MaxExtensions) throw new ArgumentException($"more than {MaxExtensions} extension lines");
        if (Extensions.FirstOrDefault(line => line.Contains('\n', StringComparison.Ordinal)) is { } broken)
            throw new ArgumentException($"extension line with a line feed: {broken}");
        var text = string.Create(CultureInfo.InvariantCulture, $"{VersionWord}{ProtocolVersion:D4}{ExtensionsWord}{Extensions.Length:D4}\n");
        var body = StrictUtf8.GetBytes(text + string.Concat(Extensions.Select(line => line + "\n")));
        if (body.Length > MaxBodyLength) throw new ArgumentException($"the extension lines exceed {MaxBodyLength} bytes");
        return [.. Encoding.ASCII.GetBytes(body.Length.ToString("D10", CultureInfo.InvariantCulture)), (byte)' ', .. body];
    }

    /// <summary>Reads the length of the body from the first <see cref="PrefixLength"/> bytes.</summary>
    /// <exception cref="WireProtocolException">They are no length, or one beyond the limit.</exception>
    public static int ReadBodyLength(ReadOnlySpan<byte> prefix)
    {
        if (TryReadDigits(prefix[..^1], out var length) && prefix[^1] == (byte)' ')
        {
            return length <= MaxBodyLength
                ? (int)length
                : throw new WireProtocolException($"handshake message length exceeds max length ({length} vs {MaxBodyLength})");
        }

        throw new WireProtocolException($"could not parse handshake message length: is the other side a zrepl daemon? It begins with {Quote(prefix)}");
    }

    /// <summary>Reads the body.</summary>
    /// <exception cref="WireProtocolException">It is no banner.</exception>
    public static VersionBanner ReadBody(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedLength
            || !body.StartsWith(Encoding.ASCII.GetBytes(VersionWord))
            || !TryReadDigits(body.Slice(VersionWord.Length, 4), out var version)
            || !body[(VersionWord.Length + 4)..].StartsWith(Encoding.ASCII.GetBytes(ExtensionsWord))
            || !TryReadDigits(body.Slice(FixedLength - 5, 4), out var count)
            || body[FixedLength - 1] != (byte)'\n')
            throw Unreadable($"it begins with {Quote(body[..Math.Min(body.Length, 64)])}");
        if (version < 1) throw Unreadable("protocol version 0");
        return new((int)version, ReadExtensions(body[FixedLength..], (int)count));
    }

    private static ImmutableArray<string> ReadExtensions(ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Count((byte)'\n') != count || (rest.Length > 0 && rest[^1] != (byte)'\n'))
            throw Unreadable($"{count} extension lines announced, but {rest.Count((byte)'\n')} complete ones sent");
        if (rest.IsEmpty) return [];
        try
        {
            return [.. StrictUtf8.GetString(rest[..^1]).Split('\n')];
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable("extension lines are not UTF-8");
        }
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            number = number * 10 + (digit - '0');
        }

        return true;
    }

    private static WireProtocolException Unreadable(string why) => new($"could not parse handshake message: {why}");

    private static string Quote(ReadOnlySpan<byte> bytes) => Units.GoQuote.Quote(Encoding.Latin1.GetString(bytes));
}
