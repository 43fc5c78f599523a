namespace Zrepl.Engine.Configuration.Editing;

/// <summary>
/// Browsers hand texts back with one kind of line end. A line that was not changed gets back the end it has in the file; a new line gets the kind
/// that most lines of the file have.
/// </summary>
public static class LineEnds
{
    /// <summary>A text with <c>\n</c> for every line end. Other characters that some take for line ends, such as U+2028, stay.</summary>
    public static string Plain(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Gives an edited text the line ends of the file.</summary>
    /// <param name="original">What stands in the file.</param>
    /// <param name="edited">What came back, with any line ends.</param>
    public static string Restore(string original, string edited)
    {
        if (!original.Contains('\r', StringComparison.Ordinal)) return Plain(edited);
        var before = TextLine.Split(original);
        var usual = before.Where(line => line.End.Length > 0).CountBy(line => line.End).MaxBy(kind => kind.Value).Key ?? "\n";
        var after = TextLine.Split(edited);
        var ends = after.Select(line => line.End.Length == 0 ? "" : usual).ToArray();
        foreach (var (old, changed) in LineMatches.Of([.. before.Select(line => line.Text)], [.. after.Select(line => line.Text)]))
            if (ends[changed].Length > 0 && before[old].End.Length > 0) ends[changed] = before[old].End;
        return TextLine.Join(after.Select((line, index) => line with { End = ends[index] }));
    }
}
