using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Cli.Prune;

/// <summary>What pruning one side of a job would do now.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Side">Which side.</param>
/// <param name="Problem">Why it could not be looked at, or null.</param>
/// <param name="Plans">In order of path.</param>
internal sealed record SidePreview(string Job, PruneSide Side, string? Problem, ImmutableArray<FilesystemPrunePlan> Plans)
{
    public string SideWord => Word(Side);

    public bool HasFailures => Plans.Any(plan => plan is FilesystemPrunePlan.Failed);

    public static string Word(PruneSide side) => side switch { PruneSide.Sender => "sender", PruneSide.Receiver => "receiver", _ => "local" };
}

/// <summary>The fate of one snapshot.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="Destroy">True if it would be destroyed.</param>
/// <param name="Reasons">Why.</param>
internal sealed record SnapshotFate(string Name, bool Destroy, ImmutableArray<string> Reasons)
{
    /// <summary>Of all snapshots of a filesystem, oldest first.</summary>
    public static IEnumerable<SnapshotFate> Of(FilesystemPrunePlan.Planned plan)
    {
        var destroyed = plan.Destroy.Select(snapshot => snapshot.Name).ToHashSet(StringComparer.Ordinal);
        var held = plan.Held.ToDictionary(snapshot => snapshot.Name, snapshot => snapshot.Reason, StringComparer.Ordinal);
        foreach (var decision in plan.Decisions)
        {
            var name = decision.Snapshot.Name;
            yield return destroyed.Contains(name)
                ? new(name, true, [.. decision.NotKeptBecause])
                : new(name, false, held.TryGetValue(name, out var reason) ? [reason] : decision.Verdicts.IsEmpty ? ["no keep rules"] : [.. decision.KeptBecause]);
        }
    }
}
