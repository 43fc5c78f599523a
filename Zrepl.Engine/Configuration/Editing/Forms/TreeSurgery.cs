using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Forms;

/// <summary>Looks up and changes one place of a tree. Trees never change; what comes back is another one that shares the rest.</summary>
internal static class TreeSurgery
{
    /// <summary>What stands at a place; null if nothing does.</summary>
    public static YamlNode? Find(YamlNode? node, ReadOnlySpan<FormStep> path)
    {
        foreach (var step in path)
        {
            node = (node, step) switch
            {
                (YamlMapping mapping, { Key: { } key }) => mapping[key],
                (YamlSequence list, { Key: null, Index: var index }) => index < list.Items.Length ? list.Items[index] : null,
                _ => null,
            };
        }

        return node;
    }

    /// <summary>Puts a value at a place, and makes the sections and lists that lead there. The item behind the last one adds one.</summary>
    public static YamlNode Set(YamlNode? node, ReadOnlySpan<FormStep> path, YamlNode value)
    {
        if (path.IsEmpty) return value;
        if (path[0].Key is { } key)
        {
            var mapping = node as YamlMapping ?? YamlMapping.Of([]);
            var at = IndexOf(mapping, key);
            var changed = new YamlEntry(at < 0 ? new(key, IsPlain: false) : mapping.Entries[at].Key, Set(at < 0 ? null : mapping.Entries[at].Value, path[1..], value));
            return mapping with { Entries = at < 0 ? mapping.Entries.Add(changed) : mapping.Entries.SetItem(at, changed) };
        }

        var list = node as YamlSequence ?? new YamlSequence([]);
        var item = Set(path[0].Index < list.Items.Length ? list.Items[path[0].Index] : null, path[1..], value);
        return list with { Items = path[0].Index < list.Items.Length ? list.Items.SetItem(path[0].Index, item) : list.Items.Add(item) };
    }

    /// <summary>Takes away what stands at a place, and the sections and lists that would be left empty, but not the tree itself.</summary>
    public static YamlNode Remove(YamlNode node, ReadOnlySpan<FormStep> path) => Without(node, path) ?? YamlMapping.Of([]);

    /// <summary>Gives a key another name, in its place.</summary>
    public static YamlNode Rename(YamlNode node, ReadOnlySpan<FormStep> path, string name)
    {
        if (Find(node, path[..^1]) is not YamlMapping mapping || path[^1].Key is not { } key || IndexOf(mapping, key) is not (>= 0 and var at)) return node;
        return Set(node, path[..^1], mapping with { Entries = mapping.Entries.SetItem(at, mapping.Entries[at] with { Key = new(name, IsPlain: false) }) });
    }

    private static YamlNode? Without(YamlNode node, ReadOnlySpan<FormStep> path)
    {
        switch (node)
        {
            case YamlMapping mapping when path[0].Key is { } key && IndexOf(mapping, key) is >= 0 and var at:
                var value = path.Length == 1 ? null : Without(mapping.Entries[at].Value, path[1..]);
                var entries = value is null ? mapping.Entries.RemoveAt(at) : mapping.Entries.SetItem(at, mapping.Entries[at] with { Value = value });
                return entries.IsEmpty ? null : mapping with { Entries = entries };
            case YamlSequence list when path[0] is { Key: null, Index: var index } && index < list.Items.Length:
                var item = path.Length == 1 ? null : Without(list.Items[index], path[1..]);
                var items = item is null ? list.Items.RemoveAt(index) : list.Items.SetItem(index, item);
                return items.IsEmpty ? null : list with { Items = items };
            default:
                return node;
        }
    }

    private static int IndexOf(YamlMapping mapping, string key)
    {
        for (var index = 0; index < mapping.Entries.Length; index++)
            if (mapping.Entries[index].Key.Text == key) return index;
        return -1;
    }
}
