using System.Buffers;
using Zrepl.Engine.Configuration.Editing.Trees;

namespace Zrepl.Engine.Configuration.Editing.Forms;

/// <summary>A part that is written once and used in several places: a form that changed it in one of them would change or copy it for the others.</summary>
/// <param name="Name">Name of its anchor.</param>
/// <param name="Line">Line where it is written, from 1.</param>
public sealed record SharedPart(string Name, int Line)
{
    private static readonly SearchValues<char> EndsOfAnchors = SearchValues.Create(" \t\r\n,]}");

    /// <summary>What is shared at a place or above it; null if the place is the job's own.</summary>
    internal static SharedPart? At(string text, OutlineNode root, ReadOnlySpan<FormStep> path)
    {
        var node = root;
        foreach (var step in path)
        {
            if (Of(text, root, node) is { } above) return above;
            switch (node)
            {
                case OutlineMapping mapping when step.Key is { } key:
                    if (mapping.Entries.FirstOrDefault(entry => entry.Key.Text == key) is { } own) node = own.Value;
                    else return MergedIn(text, root, mapping, key);
                    break;
                case OutlineSequence list when step.Key is null && step.Index < list.Items.Length:
                    node = list.Items[step.Index];
                    break;
                default:
                    return null;
            }
        }

        return Of(text, root, node);
    }

    private static SharedPart? Of(string text, OutlineNode root, OutlineNode node)
    {
        if (node.IsAlias) return Named(text, root, NameOf(text, node));
        return AnchorOf(text, node) is { } name && Aliases.Of(root).Any(alias => NameOf(text, alias) == name) ? Named(text, root, name) : null;
    }

    private static SharedPart? MergedIn(string text, OutlineNode root, OutlineMapping mapping, string key)
    {
        var merged = mapping.Entries.Where(entry => entry.IsMerge).Select(entry => entry.Value).SelectMany(value => value is OutlineSequence { IsAlias: false } list ? list.Items : [value]);
        return merged.FirstOrDefault(one => ((OutlineMapping)one).Entries.Any(entry => entry.Key.Text == key)) is { IsAlias: true } source // only mappings can be merged
            ? Named(text, root, NameOf(text, source))
            : null;
    }

    private static SharedPart Named(string text, OutlineNode root, string name)
    {
        var written = Nodes(root).FirstOrDefault(node => AnchorOf(text, node) == name);
        return new(name, written is null ? 1 : 1 + text.AsSpan(0, written.Start).Count('\n'));
    }

    private static string NameOf(string text, OutlineNode alias) => text[(alias.Start + 1)..alias.End];

    private static string? AnchorOf(string text, OutlineNode node)
    {
        if (node.IsAlias || node.Start >= text.Length || text[node.Start] != '&') return null;
        var end = text.AsSpan(node.Start).IndexOfAny(EndsOfAnchors);
        return end < 0 ? text[(node.Start + 1)..] : text[(node.Start + 1)..(node.Start + end)];
    }

    private static IEnumerable<OutlineNode> Nodes(OutlineNode node) => node switch
    {
        { IsAlias: true } => [],
        OutlineMapping mapping => mapping.Entries.SelectMany(entry => Nodes(entry.Value)).Prepend(mapping),
        OutlineSequence list => list.Items.SelectMany(Nodes).Prepend(list),
        _ => [node],
    };
}
