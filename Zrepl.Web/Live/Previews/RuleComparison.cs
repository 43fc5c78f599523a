using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Live.Previews;

/// <summary>A snapshot that other rules treat otherwise.</summary>
/// <param name="Dataset">Its dataset.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Before">Its fate by the rules in force.</param>
/// <param name="After">Its fate by the other rules.</param>
public sealed record ChangedFate(string Dataset, string Name, SnapshotFate Before, SnapshotFate After);

/// <summary>What other rules change on one side of a job, compared with those in force: a pure function of two previews.</summary>
/// <param name="Before">By the rules in force; null for a job that is not in force.</param>
/// <param name="After">By the other rules.</param>
/// <param name="Changed">Snapshots of today that are treated otherwise, those that go first.</param>
public sealed record RuleComparison(PrunePreviewSide? Before, PrunePreviewSide After, ImmutableArray<ChangedFate> Changed)
{
    /// <summary>Compares, side by side.</summary>
    public static ImmutableArray<RuleComparison> Of(ImmutableArray<PrunePreviewSide> before, ImmutableArray<PrunePreviewSide> after) =>
        [.. after.Select(side => Of(before.FirstOrDefault(one => one.Side == side.Side), side))];

    private static RuleComparison Of(PrunePreviewSide? before, PrunePreviewSide after)
    {
        var known = FatesOf(before).ToDictionary(one => (one.Dataset, one.Fate.Name, one.Fate.CreatedAt), one => one.Fate);
        return new(before, after,
        [
            .. from one in FatesOf(after)
               let now = known.GetValueOrDefault((one.Dataset, one.Fate.Name, one.Fate.CreatedAt))
               where now is not null && now.Destroy != one.Fate.Destroy
               orderby one.Fate.Destroy descending, one.Dataset, one.Fate.CreatedAt descending
               select new ChangedFate(one.Dataset, one.Fate.Name, now, one.Fate),
        ]);
    }

    private static IEnumerable<(string Dataset, SnapshotFate Fate)> FatesOf(PrunePreviewSide? side) =>
        from plan in side?.Plans.OfType<FilesystemPrunePlan.Planned>() ?? []
        from fate in SnapshotFate.Of(plan)
        where !fate.IsNotYetTaken
        select (plan.Path.Text, fate);
}
