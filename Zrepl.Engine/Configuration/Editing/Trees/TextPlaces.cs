namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Lines and columns of a text by the number of a character.</summary>
internal static class TextPlaces
{
    /// <summary>The line end that most lines have.</summary>
    public static string UsualEnd(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Where the line of a character begins.</summary>
    public static int LineStart(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    /// <summary>Where the line after that of a character begins, or the end of the text.</summary>
    public static int NextLine(string text, int at) => at < text.Length && text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : text.Length;

    /// <summary>Where the line of a character ends, before what ends it.</summary>
    public static int LineEnd(string text, int at) => at < text.Length && text.AsSpan(at).IndexOfAny('\r', '\n') is >= 0 and var length ? at + length : text.Length;

    /// <summary>Where the content of a node begins, behind its anchor and tag.</summary>
    public static int BehindProperties(string text, int start, int end)
    {
        while (start < end && text[start] is '&' or '!')
        {
            while (start < end && !char.IsWhiteSpace(text[start])) start++;
            while (start < end && text[start] is ' ' or '\t') start++;
        }

        return start;
    }

    /// <summary>Spaces before a character on its line, if it is the first one there; else where it stands in the line.</summary>
    public static int Column(string text, int at) => at - LineStart(text, at);

    /// <summary>True if nothing but spaces stands before a character on its line.</summary>
    public static bool IsFirstOnLine(string text, int at) => text.AsSpan(LineStart(text, at), Column(text, at)).Trim(' ').IsEmpty;

    /// <summary>The end of what is written of a node: without the line ends that belong to a text of many lines.</summary>
    public static int TrimmedEnd(string text, int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return end;
    }

    /// <summary>A place where whole lines can be put behind a node: behind its last line, and what has to come before if that line has no end.</summary>
    public static (int At, string Before) BehindLine(string text, int start, int end)
    {
        var at = NextLine(text, TrimmedEnd(text, start, end));
        return (at, at > 0 && text[at - 1] != '\n' ? UsualEnd(text) : "");
    }
}
