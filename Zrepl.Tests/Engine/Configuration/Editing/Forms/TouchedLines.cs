using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Engine.Configuration.Editing.Trees;

namespace Zrepl.Tests.Engine.Configuration.Editing.Forms;

/// <summary>Which lines of a file say something of one place of it. Lines count from 0.</summary>
internal sealed class TouchedLines
{
    private readonly string _text;
    private readonly ImmutableArray<(OutlineNode Node, int KeyStart)> _way;
    private readonly bool _isShared, _isMerged;

    public TouchedLines(string text, OutlineNode root, ReadOnlySpan<FormStep> path)
    {
        _text = text;
        var way = ImmutableArray.CreateBuilder<(OutlineNode, int)>();
        way.Add((root, root.Start));
        var node = root;
        foreach (var step in path)
        {
            // What a merge brings in can only be overridden here, or the whole be written out.
            if (node is OutlineMapping mixed && step.Key is { } merged && mixed.Entries.All(entry => entry.Key.Text != merged))
            {
                _isMerged = true;
                break;
            }

            (node, var start) = (node, step) switch
            {
                (OutlineMapping mapping, { Key: { } key }) => mapping.Entries.First(entry => entry.Key.Text == key) is var entry ? (entry.Value, entry.KeyStart) : default,
                (OutlineSequence list, _) => (list.Items[step.Index], list.Items[step.Index].Start),
                _ => throw new InvalidOperationException("The path leads into a single value."),
            };
            way.Add((node, start));
        }

        _way = way.ToImmutable();
        // A copy is written for whatever points there or is pointed to, which may be anywhere.
        _isShared = _way.Any(one => one.Node.IsAlias || (one.Node.Start < text.Length && text[one.Node.Start] == '&')) || text.Contains('*', StringComparison.Ordinal);
    }

    /// <summary>Where a value or its key is another one.</summary>
    public Func<int, bool> OfValue() => _isMerged ? OfJob() : Within(LineOf(_way[^1].KeyStart), EndOf(_way[^1].Node));

    /// <summary>Where something comes into a collection: nowhere, if it is written as lines.</summary>
    public Func<int, bool> OfAddition()
    {
        if (_isMerged) return OfJob();
        var node = _way[^1].Node;
        var isEmpty = node is OutlineMapping { Entries.IsEmpty: true } or OutlineSequence { Items.IsEmpty: true };
        return node.IsFlow || isEmpty ? Within(LineOf(node.Start), EndOf(node)) : IsNestedDash(node) ? Within(LineOf(_way[^1].KeyStart), EndOf(node)) : Within(0, -1);
    }

    /// <summary>Where something goes. What would be left empty goes with it; in braces its neighbours are moved.</summary>
    public Func<int, bool> OfRemoval()
    {
        if (_isMerged || _way.Skip(2).Any(one => one.Node is OutlineMapping mapping && mapping.Entries.Any(entry => entry.IsMerge))) return OfJob();
        var at = _way.Length - 1;
        while (at > 3 && Children(_way[at - 1].Node) == 1) at--; // the job itself stays
        var (parent, node) = (_way[at - 1].Node, _way[at]);
        if (parent.IsFlow || Children(parent) == 1) return Within(LineOf(_way[at - 1].KeyStart), EndOf(parent));
        var last = EndOf(node.Node);
        // The first key behind a dash: the next one moves to its place.
        if (parent is OutlineMapping mapping && !TextPlaces.IsFirstOnLine(_text, node.KeyStart))
            last = mapping.Entries.Where(entry => entry.KeyStart > node.KeyStart).Select(entry => LineOf(entry.KeyStart)).DefaultIfEmpty(last).First();
        return Within(parent is OutlineSequence ? DashOf(node.KeyStart) : LineOf(node.KeyStart), last);
    }

    private Func<int, bool> OfJob() => Within(LineOf(_way[2].Node.Start), EndOf(_way[2].Node));

    private Func<int, bool> Within(int first, int last) => line => (line >= first && line <= last) || (_isShared && LineText(line).AsSpan().ContainsAny('*', '&'))
        || (_isShared && _way.Skip(1).Any(one => one.Node.IsFlow && line >= LineOf(one.Node.Start) && line <= EndOf(one.Node)));

    // "- - x": what stands on the line of another dash has no line of its own.
    private bool IsNestedDash(OutlineNode node) => node is OutlineSequence && !TextPlaces.IsFirstOnLine(_text, node.Start);

    private int DashOf(int start)
    {
        var line = LineOf(start);
        while (line > 0 && !LineText(line).TrimStart().StartsWith('-')) line--;
        return line;
    }

    private int EndOf(OutlineNode node) => LineOf(Math.Max(node.Start, TextPlaces.TrimmedEnd(_text, node.Start, node.End) - 1));

    private int LineOf(int at) => _text.AsSpan(0, Math.Min(at, _text.Length)).Count('\n');

    private string LineText(int line) => _text.Split('\n')[line];

    private static int Children(OutlineNode node) => node switch { OutlineMapping mapping => mapping.Entries.Length, OutlineSequence list => list.Items.Length, _ => 0 };
}
