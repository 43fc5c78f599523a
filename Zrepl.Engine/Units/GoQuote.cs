using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Units;

/// <summary>
/// Text in double quotes as Go's <c>%q</c> writes it, for messages whose exact form people and programs know.
/// Source: Go's <c>strconv.Quote</c>.
/// </summary>
public static class GoQuote
{
    /// <summary>Quotes a text: <c>say "hi"</c> becomes <c>"say \"hi\""</c>.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes()) Append(quoted, rune);
        return quoted.Append('"').ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune)
    {
        _ = rune.Value switch
        {
            '"' or '\\' => quoted.Append('\\').Append((char)rune.Value),
            '\a' => quoted.Append("\\a"),
            '\b' => quoted.Append("\\b"),
            '\f' => quoted.Append("\\f"),
            '\n' => quoted.Append("\\n"),
            '\r' => quoted.Append("\\r"),
            '\t' => quoted.Append("\\t"),
            '\v' => quoted.Append("\\v"),
            < 0x20 or 0x7f => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            _ when IsPrintable(rune) => quoted.Append(rune.ToString()),
            < 0x10000 => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };
    }

    // Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the blank.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control or
        UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
