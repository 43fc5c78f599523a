using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Puts one value in the place of another one, whatever both are. What stood inside goes, with its comments.</summary>
internal static class WholeValue
{
    /// <summary>True if nothing stands inside that could have stayed: then the value as a whole is the finest change there is.</summary>
    public static bool LosesNothing(OutlineNode node, YamlNode desired) => (node, desired) switch
    {
        ({ IsAlias: true }, _) or (OutlineScalar, _) => true,
        (OutlineMapping { Entries.IsEmpty: true }, _) or (OutlineSequence { Items.IsEmpty: true }, _) => true,
        (OutlineMapping, YamlMapping { Entries.IsEmpty: false }) or (OutlineSequence, YamlSequence { Items.IsEmpty: false }) => false,
        _ => true,
    };

    /// <summary>Proposes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="node">What goes.</param>
    /// <param name="desired">What comes.</param>
    /// <param name="entry">What it is the value of, in a mapping by indentation; null anywhere else.</param>
    public static IEnumerable<TextChange> Replace(string text, OutlineNode node, YamlNode desired, OutlineEntry? entry)
    {
        var inline = InlinePrinter.Print(desired);
        var end = Math.Max(node.Start, TextPlaces.TrimmedEnd(text, node.Start, node.End));
        var isInPlace = node is OutlineScalar || node.IsFlow || node.IsAlias;
        if (entry is not null && IsOnlySpace(text, entry.KeyEnd, node.Start) && (!isInPlace || desired is not YamlScalar))
            foreach (var change in BehindKey(text, entry, end, desired, inline)) yield return change;

        // Its anchor stays, if that does not change what others point to.
        var content = node.IsAlias ? node.Start : TextPlaces.BehindProperties(text, node.Start, end);
        if (isInPlace && content > node.Start && content < end) yield return new(content, end, inline);
        yield return new(node.Start, end, SpaceBefore(text, node.Start) + inline);
    }

    // Where the value stood on lines of its own, or is to: behind the colon, or below the key.
    private static IEnumerable<TextChange> BehindKey(string text, OutlineEntry entry, int end, YamlNode desired, string inline)
    {
        var colon = text.IndexOf(':', entry.KeyEnd) + 1;
        if (colon <= 0 || colon > end) yield break;
        var (column, lineEnd) = (TextPlaces.Column(text, entry.KeyStart), TextPlaces.UsualEnd(text));
        if (desired is YamlMapping { Entries.IsEmpty: false } or YamlSequence { Items.IsEmpty: false } && !InlinePrinter.FitsOnOneLine(desired))
            yield return new(colon, end, $"{lineEnd}{new string(' ', column + InlinePrinter.Step)}{InlinePrinter.Lines(desired, column + InlinePrinter.Step, lineEnd)}");
        yield return new(colon, end, " " + inline);
    }

    // A comment there would go with what it speaks of; then the value stays where it is.
    private static bool IsOnlySpace(string text, int from, int to) => to >= from && text.AsSpan(from, to - from).Trim(" \t\r\n:").IsEmpty;

    // Where nothing stands yet, the colon or dash before it needs a space.
    private static string SpaceBefore(string text, int start) => start == 0 || text[start - 1] is ' ' or '\n' or '[' or '{' ? "" : " ";
}
