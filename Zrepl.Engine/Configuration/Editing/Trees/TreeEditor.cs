using YamlDotNet.Core;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>
/// Changes a text so that it means something else, and changes as few lines as possible: comments, order, anchors, quoting and line ends of
/// everything else stay byte for byte (design D3). Each step is read again; what did not come out as meant is done less finely, or refused.
/// </summary>
internal static class TreeEditor
{
    private const int MostSteps = 10_000;

    /// <summary>Changes a text.</summary>
    /// <param name="text">What is written; legal YAML, perhaps nothing.</param>
    /// <param name="desired">What it is to mean.</param>
    /// <exception cref="TextNotEditableException">That cannot be done here.</exception>
    public static string Edit(string text, YamlNode desired)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            var present = YamlReader.Read(text, "").Root;
            if (TreeComparison.AreSame(present, desired)) return text;
            text = Advance(text, desired) ?? throw new TextNotEditableException();
        }

        throw new TextNotEditableException();
    }

    // Tries one change after the other, the finest first, and takes the first one after which fewer places differ.
    private static string? Advance(string text, YamlNode desired)
    {
        try
        {
            if (OutlineReader.Read(text) is not { } root) return Begun(text, desired);
            foreach (var isCoarse in new[] { false, true })
            {
                var improved = Aliases.WrittenOut(text, root).Prepend(text)
                    .Select(one => OutlineReader.Read(one) is { } outline ? Improved(one, outline, desired, isCoarse) : null)
                    .FirstOrDefault(one => one is not null);
                if (improved is not null) return improved;
            }
        }
        catch (YamlException)
        {
            // written in a way that only the other reader understands
        }

        return null;
    }

    // A file without content, but perhaps with comments.
    private static string? Begun(string text, YamlNode desired)
    {
        var end = TextPlaces.UsualEnd(text);
        var begun = $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : end)}{InlinePrinter.Lines(desired, 0, end)}{end}";
        return IsBetter(begun, null, desired) ? begun : null;
    }

    private static string? Improved(string text, OutlineNode root, YamlNode desired, bool isCoarse) =>
        new Proposals(text, isCoarse).Of(root, desired).Select(change => change.ApplyTo(text)).FirstOrDefault(changed => IsBetter(changed, root.Value, desired));

    // Nearer, and at no place further away: what is used in several places must not change for the others meanwhile.
    private static bool IsBetter(string changed, YamlNode? before, YamlNode desired)
    {
        try
        {
            return YamlReader.Read(changed, "").Root is { } after && TreeDifferences.Count(after, desired) < TreeDifferences.Count(before, desired)
                && TreeDifferences.IsNowhereMore(after, before, desired);
        }
        catch (YamlSyntaxException)
        {
            return false;
        }
    }
}
