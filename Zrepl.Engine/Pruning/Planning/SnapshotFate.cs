using System.Collections.Immutable;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What happens to one snapshot if pruning runs now, and why.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="CreatedAt">When it was taken.</param>
/// <param name="Destroy">True if it is destroyed.</param>
/// <param name="Because">Reasons of the rules, or what else keeps it.</param>
public sealed record SnapshotFate(string Name, DateTimeOffset CreatedAt, bool Destroy, ImmutableArray<string> Because)
{
    private static readonly ImmutableArray<string> NoRules = ["no keep rules"];

    /// <summary>Of all snapshots of a filesystem, oldest first.</summary>
    public static ImmutableArray<SnapshotFate> Of(FilesystemPrunePlan.Planned plan)
    {
        var destroyed = plan.Destroy.Select(snapshot => snapshot.Name).ToHashSet(StringComparer.Ordinal);
        var held = plan.Held.ToDictionary(snapshot => snapshot.Name, snapshot => snapshot.Reason, StringComparer.Ordinal);
        return [.. plan.Decisions.Select(decision =>
        {
            var snapshot = decision.Snapshot;
            return destroyed.Contains(snapshot.Name)
                ? new SnapshotFate(snapshot.Name, snapshot.Creation, true, [.. decision.NotKeptBecause])
                : new(snapshot.Name, snapshot.Creation, false,
                    held.TryGetValue(snapshot.Name, out var reason) ? [reason] : decision.Verdicts.IsEmpty ? NoRules : [.. decision.KeptBecause]);
        })];
    }
}
