using System.Text;

namespace Zrepl.Engine.SnapshotNames;

/// <summary>Takes a layout apart, from left to right, the longest piece that fits at each place.</summary>
internal static class GoTimeLayoutScanner
{
    // Longest first; the letter before is '-' or 'Z'.
    private static readonly (string Shape, bool HasColons, bool HasMinutes, bool HasSeconds)[] OffsetShapes =
    [
        ("070000", false, true, true), ("07:00:00", true, true, true), ("0700", false, true, false), ("07:00", true, true, false),
            ("07", false, false, false),
    ];

    public static IEnumerable<GoTimeElement> Scan(string layout)
    {
        var literal = new StringBuilder();
        for (var at = 0; at < layout.Length;)
        {
            var (element, length) = ElementAt(layout, at);
            if (element is null)
            {
                literal.Append(layout[at++]);
                continue;
            }

            if (literal.Length > 0) yield return new GoTimeElement.Literal(literal.ToString());
            literal.Clear();
            yield return element;
            at += length;
        }

        if (literal.Length > 0) yield return new GoTimeElement.Literal(literal.ToString());
    }

    private static (GoTimeElement? Element, int Length) ElementAt(string layout, int at) => layout[at] switch
    {
        '.' or ',' => FractionAt(layout, at),
        '-' or 'Z' => OffsetAt(layout, at),
        '_' when Has(layout, at, "_2006") => (null, 0), // a literal underscore before the year
        _ => FieldAt(layout, at),
    };

    private static (GoTimeElement? Element, int Length) FieldAt(string layout, int at)
    {
        foreach (var field in GoTimeFields.All)
        {
            var end = at + field.Token.Length;
            var isCut = field.NotBeforeLowerCase && end < layout.Length && char.IsAsciiLetterLower(layout[end]);
            if (Has(layout, at, field.Token) && !isCut) return (new GoTimeElement.Field(field), field.Token.Length);
        }

        return (null, 0);
    }

    private static (GoTimeElement? Element, int Length) FractionAt(string layout, int at)
    {
        var end = at + 1;
        while (end < layout.Length && layout[end] is '0' or '9' && layout[end] == layout[at + 1]) end++;
        var digits = end - at - 1;
        if (digits == 0 || (end < layout.Length && char.IsAsciiDigit(layout[end]))) return (null, 0);
        return (new GoTimeElement.Fraction(layout[at], digits, TrimsZeros: layout[at + 1] == '9'), digits + 1);
    }

    private static (GoTimeElement? Element, int Length) OffsetAt(string layout, int at)
    {
        foreach (var (shape, hasColons, hasMinutes, hasSeconds) in OffsetShapes)
            if (Has(layout, at + 1, shape)) return (new GoTimeElement.ZoneOffset(layout[at] == 'Z', hasColons, hasMinutes, hasSeconds),
                shape.Length + 1);
        return (null, 0);
    }

    private static bool Has(string layout, int at, string token) => string.CompareOrdinal(layout, at, token, 0, token.Length) == 0;
}
