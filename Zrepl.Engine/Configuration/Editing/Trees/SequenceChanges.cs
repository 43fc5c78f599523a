using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Adds and removes items. What it proposes is tried by the caller, who also knows what to do without a proposal.</summary>
internal static class SequenceChanges
{
    /// <summary>Adds an item; null for a list without any.</summary>
    public static TextChange? Insert(string text, OutlineSequence list, int index, YamlNode value)
    {
        if (list.Items.IsEmpty) return null;
        if (list.IsFlow)
        {
            return index < list.Items.Length
                ? new(list.Items[index].Start, list.Items[index].Start, InlinePrinter.Print(value) + ", ")
                : new(list.Items[^1].End, list.Items[^1].End, ", " + InlinePrinter.Print(value));
        }

        if (DashOf(text, list, index == 0 ? 0 : index - 1) is not { } dash || !TextPlaces.IsFirstOnLine(text, dash)) return null;
        var (column, end) = (TextPlaces.Column(text, dash), TextPlaces.UsualEnd(text));
        // Behind the item before, so that a comment above the next one stays with it.
        var (at, before) = index == 0 ? (TextPlaces.LineStart(text, dash), "") : TextPlaces.BehindLine(text, dash, list.Items[index - 1].End);
        return new(at, at, $"{before}{new string(' ', column)}- {Item(value, column, end)}{end}");
    }

    /// <summary>Removes an item, and the whole lines it fills; null for the only one, and where that is not so simple.</summary>
    public static TextChange? Remove(string text, OutlineSequence list, int index)
    {
        var item = list.Items[index];
        if (list.Items.Length == 1) return null;
        if (list.IsFlow)
            return index == list.Items.Length - 1 ? new(list.Items[index - 1].End, item.End, "") : new(item.Start, list.Items[index + 1].Start, "");
        return DashOf(text, list, index) is { } dash && TextPlaces.IsFirstOnLine(text, dash)
            ? new(TextPlaces.LineStart(text, dash), TextPlaces.NextLine(text, TextPlaces.TrimmedEnd(text, dash, item.End)), "")
            : null;
    }

    private static string Item(YamlNode value, int column, string end)
    {
        var lines = InlinePrinter.Lines(new YamlSequence([value]), column, end);
        return lines["- ".Length..];
    }

    // Goes back from what an item contains to the dash before it, over line ends and comments.
    private static int? DashOf(string text, OutlineSequence list, int index)
    {
        var limit = index == 0 ? list.Start : list.Items[index - 1].End;
        for (var line = TextPlaces.LineStart(text, list.Items[index].Start); ; line = TextPlaces.LineStart(text, line - 1))
        {
            var at = line;
            while (at < text.Length && text[at] == ' ') at++;
            if (at < text.Length && text[at] == '-' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]))) return at;
            if (line <= limit || line == 0) return null;
        }
    }
}
