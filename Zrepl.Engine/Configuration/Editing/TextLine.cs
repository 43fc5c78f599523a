namespace Zrepl.Engine.Configuration.Editing;

/// <summary>A line of a file as it stands there.</summary>
/// <param name="Text">Without its end.</param>
/// <param name="End"><c>\n</c>, <c>\r\n</c>, <c>\r</c>, or nothing at the end of a file.</param>
internal readonly record struct TextLine(string Text, string End)
{
    /// <summary>Splits a text; joining text and end of all lines gives it back. A text that ends with a line end has no empty line behind it.</summary>
    public static List<TextLine> Split(string text)
    {
        var lines = new List<TextLine>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny('\r', '\n');
            if (end < 0)
            {
                lines.Add(new(text[start..], ""));
                break;
            }

            end += start;
            var isPair = text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n';
            lines.Add(new(text[start..end], isPair ? "\r\n" : text[end].ToString()));
            start = end + (isPair ? 2 : 1);
        }

        return lines;
    }

    /// <summary>The text the lines make.</summary>
    public static string Join(IEnumerable<TextLine> lines) => string.Concat(lines.SelectMany(line => new[] { line.Text, line.End }));
}
