using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Units;

/// <summary>
/// Text in double quotes as Go's <c>%q</c> writes it: everything unprintable is escaped, so that a line stays one line. For logs and for
/// messages whose exact form people and programs know. Source: Go's <c>strconv.Quote</c>.
/// </summary>
public static class GoQuote
{
    /// <summary>Quotes a text: <c>say "hi"</c> becomes <c>"say \"hi\""</c>.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        Append(quoted, text);
        return quoted.ToString();
    }

    /// <summary>Appends a quoted text.</summary>
    public static void Append(StringBuilder line, string text)
    {
        line.Append('"');
        AppendEscaped(line, text, isQuoted: true);
        line.Append('"');
    }

    /// <summary>The same without quotes around, for text that stands free: quotes and backslashes stay as they are.</summary>
    public static void AppendPrintable(StringBuilder line, string text) => AppendEscaped(line, text, isQuoted: false);

    private static void AppendEscaped(StringBuilder line, string text, bool isQuoted)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\' when isQuoted: line.Append('\\').Append((char)rune.Value); break;
                case '\a': line.Append("\\a"); break;
                case '\b': line.Append("\\b"); break;
                case '\f': line.Append("\\f"); break;
                case '\n': line.Append("\\n"); break;
                case '\r': line.Append("\\r"); break;
                case '\t': line.Append("\\t"); break;
                case '\v': line.Append("\\v"); break;
                case < 0x20 or 0x7f: line.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture)); break;
                default: AppendRune(line, rune); break;
            }
        }
    }

    private static void AppendRune(StringBuilder line, Rune rune)
    {
        if (IsPrintable(rune))
        {
            Span<char> chars = stackalloc char[2];
            line.Append(chars[..rune.EncodeToUtf16(chars)]);
        }
        else if (rune.IsBmp) line.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
        else line.Append("\\U").Append(rune.Value.ToString("x8", CultureInfo.InvariantCulture));
    }

    // Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII blank.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
