using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Changes that may bring a text nearer to what it is to mean, the finest first.</summary>
/// <param name="text">The text.</param>
/// <param name="isCoarse">True to replace whole collections too, with the comments in them: only where nothing finer helps.</param>
internal sealed class Proposals(string text, bool isCoarse)
{
    /// <summary>Proposes. The whole file is never replaced.</summary>
    public IEnumerable<TextChange> Of(OutlineNode root, YamlNode desired) => (root, desired) switch
    {
        (OutlineMapping mapping, YamlMapping wanted) => InMapping(mapping, wanted),
        (OutlineSequence list, YamlSequence wanted) => InList(list, wanted),
        _ => [],
    };

    // The entry is what the node is the value of, if it stands in a mapping by indentation.
    private IEnumerable<TextChange> At(OutlineNode node, YamlNode desired, OutlineEntry? entry)
    {
        if (TreeComparison.AreSame(node.Value, desired)) yield break;
        if (!node.IsAlias)
        {
            foreach (var change in Of(node, desired)) yield return change;
        }

        if (!isCoarse && !WholeValue.LosesNothing(node, desired)) yield break;
        foreach (var change in WholeValue.Replace(text, node, desired, entry)) yield return change;
    }

    private IEnumerable<TextChange> InMapping(OutlineMapping mapping, YamlMapping desired)
    {
        var present = (YamlMapping)mapping.Value; // of a mapping
        foreach (var entry in mapping.Entries)
        {
            if (entry.IsMerge || desired[entry.Key.Text] is not { } wanted || TreeComparison.AreSame(entry.Value.Value, wanted)) continue;
            foreach (var change in At(entry.Value, wanted, mapping.IsFlow ? null : entry)) yield return change;
        }

        var renamed = MappingChanges.Renamed(mapping, present, desired);
        foreach (var (gone, come) in renamed) yield return new(gone.KeyStart, gone.KeyEnd, InlinePrinter.Print(come));
        foreach (var entry in desired.Entries)
        {
            if (!isCoarse && renamed.Any(one => one.Come == entry.Key)) continue;
            if (present[entry.Key.Text] is not { } value || (IsMergedIn(mapping, entry.Key.Text) && !TreeComparison.AreSame(value, entry.Value)))
                if (MappingChanges.Add(text, mapping, entry.Key, entry.Value) is { } added) yield return added;
        }

        for (var index = mapping.Entries.Length - 1; index >= 0; index--)
        {
            if (mapping.Entries[index].IsMerge || desired[mapping.Entries[index].Key.Text] is not null) continue;
            if (!isCoarse && renamed.Any(one => one.Gone == mapping.Entries[index])) continue;
            foreach (var removed in MappingChanges.Remove(text, mapping, index)) yield return removed;
        }
    }

    private static bool IsMergedIn(OutlineMapping mapping, string key) => !mapping.Entries.Any(entry => entry.Key.Text == key);

    private IEnumerable<TextChange> InList(OutlineSequence list, YamlSequence desired)
    {
        var (first, end, endOfDesired) = ListMiddle.Of((YamlSequence)list.Value, desired); // of a list
        var both = Math.Min(end, endOfDesired);
        for (var i = first; i < both; i++)
            foreach (var change in At(list.Items[i], desired.Items[i], null)) yield return change;
        for (var i = end - 1; i >= endOfDesired && i >= first; i--)
            if (SequenceChanges.Remove(text, list, i) is { } removed) yield return removed;
        for (var i = end; i < endOfDesired; i++)
            if (SequenceChanges.Insert(text, list, i, desired.Items[i]) is { } inserted) yield return inserted;
    }
}
