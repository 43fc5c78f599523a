using System.Text;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>Makes texts of failures fit for the wire.</summary>
internal static class ErrorText
{
    private const string Cut = " …(truncated)";

    /// <summary>
    /// The text in UTF-8 with at most so many bytes, cut between characters. Never empty: an empty error would be a success on the wire
    /// (spec wire 5.3).
    /// </summary>
    public static byte[] Encode(string text, int maxBytes)
    {
        if (string.IsNullOrWhiteSpace(text)) text = "unknown error";
        var bytes = Encoding.UTF8.GetBytes(text); // lone surrogates become replacement characters
        if (bytes.Length <= maxBytes) return bytes;
        var end = maxBytes - Encoding.UTF8.GetByteCount(Cut);
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) end--;
        return [.. bytes.AsSpan(0, end), .. Encoding.UTF8.GetBytes(Cut)];
    }

    /// <summary>The same as a text.</summary>
    public static string Truncate(string text, int maxBytes) => Encoding.UTF8.GetString(Encode(text, maxBytes));
}
