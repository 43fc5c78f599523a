using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Adds and removes keys. What it proposes is tried by the caller, who also knows what to do without a proposal.</summary>
internal static class MappingChanges
{
    /// <summary>Adds a key behind the last one; null for a mapping without any, which has no place to be guessed from.</summary>
    public static TextChange? Add(string text, OutlineMapping mapping, YamlScalar key, YamlNode value)
    {
        if (mapping.Entries.IsEmpty) return null;
        var last = mapping.Entries[^1];
        if (mapping.IsFlow)
        {
            var at = last.Value.End;
            return new(at, at, $", {InlinePrinter.Print(YamlMapping.Of([]) with { Entries = [new(key, value)] })[1..^1]}");
        }

        var indent = TextPlaces.Column(text, mapping.Entries[0].KeyStart);
        var (behind, before) = TextPlaces.BehindLine(text, last.KeyStart, last.Value.End);
        var end = TextPlaces.UsualEnd(text);
        return new(behind, behind, $"{before}{new string(' ', indent)}{InlinePrinter.Lines(key, value, indent, end)}{end}");
    }

    /// <summary>Keys that only get another name: those that go, each with one that comes and has the same value.</summary>
    public static IReadOnlyList<(OutlineEntry Gone, YamlScalar Come)> Renamed(OutlineMapping mapping, YamlMapping present, YamlMapping desired)
    {
        var come = desired.Entries.Where(entry => present[entry.Key.Text] is null).ToList();
        var renamed = new List<(OutlineEntry, YamlScalar)>();
        foreach (var gone in mapping.Entries.Where(entry => !entry.IsMerge && desired[entry.Key.Text] is null))
        {
            if (come.FirstOrDefault(entry => TreeComparison.AreSame(entry.Value, gone.Value.Value)) is not { } same) continue;
            come.Remove(same);
            renamed.Add((gone, same.Key));
        }

        return renamed;
    }

    /// <summary>Removes a key with its value, and the whole lines they fill; comments on lines of their own stay. Nothing for the only key.</summary>
    public static IEnumerable<TextChange> Remove(string text, OutlineMapping mapping, int index)
    {
        var entry = mapping.Entries[index];
        if (mapping.Entries.Length == 1) yield break;
        var isLast = index == mapping.Entries.Length - 1;
        var end = TextPlaces.TrimmedEnd(text, entry.KeyEnd, entry.Value.End);
        if (mapping.IsFlow)
        {
            yield return isLast ? new(mapping.Entries[index - 1].Value.End, entry.Value.End, "") : new(entry.KeyStart, mapping.Entries[index + 1].KeyStart, "");
        }
        else if (TextPlaces.IsFirstOnLine(text, entry.KeyStart))
        {
            yield return new(TextPlaces.LineStart(text, entry.KeyStart), TextPlaces.NextLine(text, end), "");
        }
        else if (!isLast)
        {
            // The first key of a list's item: the next one takes its place behind the dash, if nothing stands between them.
            var (line, next) = (TextPlaces.NextLine(text, end), mapping.Entries[index + 1].KeyStart);
            if (line <= next && text.AsSpan(line, next - line).IsWhiteSpace()) yield return new(entry.KeyStart, next, "");
            yield return new(entry.KeyStart, TextPlaces.LineEnd(text, end), "");
        }
    }
}
