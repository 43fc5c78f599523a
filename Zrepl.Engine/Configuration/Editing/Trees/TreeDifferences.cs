using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>How far two trees are from each other.</summary>
internal static class TreeDifferences
{
    /// <summary>Number of single values, keys and items that would have to change; 0 if both mean the same.</summary>
    public static int Count(YamlNode? present, YamlNode? desired)
    {
        if (TreeComparison.AreSame(present, desired)) return 0;
        return (present, desired) switch
        {
            (YamlMapping a, YamlMapping b) => a.Repeated.Length + a.Entries.Sum(entry => Count(entry.Value, b[entry.Key.Text]))
                + b.Entries.Where(entry => a[entry.Key.Text] is null).Sum(entry => Size(entry.Value)),
            (YamlSequence a, YamlSequence b) => OfLists(a, b),
            _ => 1 + Size(present) + Size(desired),
        };
    }

    /// <summary>True if no place of a tree is further from what it is to be than it was before.</summary>
    public static bool IsNowhereMore(YamlNode? after, YamlNode? before, YamlNode? desired)
    {
        if (TreeComparison.AreSame(after, before)) return true;
        if (Count(after, desired) > Count(before, desired)) return false;
        return (after, before, desired) switch
        {
            (YamlMapping a, YamlMapping b, YamlMapping d) => a.Entries.Concat(b.Entries).Concat(d.Entries).Select(entry => entry.Key.Text).Distinct(StringComparer.Ordinal)
                .All(key => IsNowhereMore(a[key], b[key], d[key])),
            (YamlSequence a, YamlSequence b, YamlSequence d) when a.Items.Length == b.Items.Length && b.Items.Length == d.Items.Length =>
                a.Items.Index().All(one => IsNowhereMore(one.Item, b.Items[one.Index], d.Items[one.Index])),
            _ => true,
        };
    }

    /// <summary>Number of single values, keys and items of a tree.</summary>
    public static int Size(YamlNode? node) => node switch
    {
        null => 0,
        YamlMapping mapping => 1 + mapping.Entries.Sum(entry => 1 + Size(entry.Value)),
        YamlSequence list => 1 + list.Items.Sum(item => 1 + Size(item)),
        _ => 1,
    };

    // What is equal at the begin and at the end stays; of the middle, items are compared in their order.
    private static int OfLists(YamlSequence a, YamlSequence b)
    {
        var (first, lastA, lastB) = ListMiddle.Of(a, b);
        var both = Math.Min(lastA, lastB);
        var count = 0;
        for (var i = first; i < both; i++) count += Count(a.Items[i], b.Items[i]);
        for (var i = both; i < lastA; i++) count += 1 + Size(a.Items[i]);
        for (var i = both; i < lastB; i++) count += 1 + Size(b.Items[i]);
        return count;
    }
}

/// <summary>The part of two lists that is not equal at both ends.</summary>
internal static class ListMiddle
{
    /// <summary>First place that differs, and the places behind the last ones that differ.</summary>
    public static (int First, int EndOfOne, int EndOfOther) Of(YamlSequence one, YamlSequence other)
    {
        var (first, a, b) = (0, one.Items.Length, other.Items.Length);
        while (first < a && first < b && TreeComparison.AreSame(one.Items[first], other.Items[first])) first++;
        for (; a > first && b > first && TreeComparison.AreSame(one.Items[a - 1], other.Items[b - 1]); a--) b--;
        return (first, a, b);
    }
}
