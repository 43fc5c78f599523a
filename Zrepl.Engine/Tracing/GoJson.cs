using System.Buffers;
using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Tracing;

/// <summary>Writes JSON strings byte for byte as Go's encoding/json does, which differs from .NET in what it escapes.</summary>
/// <remarks>
/// Escaped: <c>" \</c> and control characters (short forms b f n r t, else <c>\u00xx</c>), <c>&lt; &gt; &amp;</c> and the line separators
/// U+2028 and U+2029. Everything else stays as it is; half a surrogate pair becomes U+FFFD.
/// </remarks>
internal static class GoJson
{
    // What may need more than to be copied: what is escaped in any case or for web pages, and surrogates, which may stand alone.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\', '<', '>', '&', '\u2028', '\u2029', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <param name="json">Gets the string, with its quotes.</param>
    /// <param name="text">Anything.</param>
    /// <param name="forHtml">False leaves out what Go escapes only for the sake of web pages.</param>
    public static void AppendString(StringBuilder json, string text, bool forHtml = true)
    {
        json.Append('"');
        var plain = text.AsSpan().IndexOfAny(Special);
        if (plain < 0) plain = text.Length;
        json.Append(text.AsSpan(0, plain));
        foreach (var rune in text.AsSpan(plain).EnumerateRunes()) // replaces broken surrogates
        {
            switch (rune.Value)
            {
                case '"': json.Append("\\\""); break;
                case '\\': json.Append("\\\\"); break;
                case '\b': json.Append("\\b"); break;
                case '\f': json.Append("\\f"); break;
                case '\n': json.Append("\\n"); break;
                case '\r': json.Append("\\r"); break;
                case '\t': json.Append("\\t"); break;
                case < 0x20:
                case '<' or '>' or '&' or 0x2028 or 0x2029 when forHtml:
                    json.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default: AppendRune(json, rune); break;
            }
        }

        json.Append('"');
    }

    private static void AppendRune(StringBuilder json, Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        json.Append(chars[..rune.EncodeToUtf16(chars)]);
    }
}
