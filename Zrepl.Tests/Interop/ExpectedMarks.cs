namespace Zrepl.Tests.Interop;

/// <summary>
/// What zrepl leaves after a complete run, by its documented names: a cursor at the newest snapshot of each source, a hold at that of each copy,
/// the property of placeholders, and nothing else.
/// </summary>
internal static class ExpectedMarks
{
    /// <summary>In the form of <see cref="InteropTree.MarksAsync"/>.</summary>
    public static string[] After(InteropWorld world, string newest)
    {
        var tree = world.Tree;
        var (sender, receiver) = world.Direction == InteropJobs.Push ? (InteropJobs.Active, InteropJobs.Passive) : (InteropJobs.Passive, InteropJobs.Active);
        var cursors = tree.Datasets.Select(dataset => $"{dataset}#zrepl_CURSOR_G_(@{newest})_J_{sender} of @{newest}");
        var holds = tree.Datasets.Select(dataset => $"{tree.CopyOf(dataset)}@{newest} zrepl_last_received_J_{receiver}");
        var above = tree.CopyOf(tree.Root).Ancestors().Where(ancestor => ancestor.IsBelow(tree.Target));
        var placeholders = above.Append(tree.CopyOf(tree.Between)).Select(dataset => $"{dataset}\tzrepl:placeholder\ton\tlocal");
        return [.. cursors.Concat(holds).Concat(placeholders).Order(StringComparer.Ordinal)];
    }
}
