namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>
/// What is written once and pointed to from several places cannot be changed for one of them alone: the others get a copy of what they point to.
/// </summary>
internal static class Aliases
{
    /// <summary>The text with the aliases of one name written out, for each name; at last with all of them.</summary>
    public static IEnumerable<string> WrittenOut(string text, OutlineNode root)
    {
        var aliases = Of(root).ToList();
        foreach (var name in aliases.GroupBy(alias => text[alias.Start..alias.End])) yield return WriteOut(text, name);
        yield return WriteOut(text, aliases);
    }

    private static string WriteOut(string text, IEnumerable<OutlineNode> aliases) =>
        aliases.OrderByDescending(alias => alias.Start).Aggregate(text, (changed, alias) => new TextChange(alias.Start, alias.End, InlinePrinter.Print(alias.Value)).ApplyTo(changed));

    /// <summary>All of them, in the order of the text.</summary>
    public static IEnumerable<OutlineNode> Of(OutlineNode node) => node switch
    {
        { IsAlias: true } => [node],
        OutlineMapping mapping => mapping.Entries.SelectMany(entry => Of(entry.Value)),
        OutlineSequence list => list.Items.SelectMany(Of),
        _ => [],
    };
}
