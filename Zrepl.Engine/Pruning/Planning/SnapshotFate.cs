using System.Collections.Immutable;
using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What happens to one snapshot if pruning runs now, or until a time to come, and why.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="CreatedAt">When it was taken, or will be.</param>
/// <param name="Destroy">True if it is destroyed.</param>
/// <param name="Because">Reasons of the rules, or what else keeps it.</param>
public sealed record SnapshotFate(string Name, DateTimeOffset CreatedAt, bool Destroy, ImmutableArray<string> Because)
{
    /// <summary>Word of <see cref="Mark"/>: somebody holds it.</summary>
    public const string Held = "held";

    /// <summary>Word of <see cref="Mark"/>: replication could not continue without it.</summary>
    public const string Protected = "protected";

    private static readonly ImmutableArray<string> NoRules = ["no keep rules"];
    private static readonly ImmutableArray<string> NoRunYet = ["no rule keeps it; the job does not prune again before then"];

    /// <summary>What keeps it whatever the rules say: <see cref="Held"/> or <see cref="Protected"/>; null: nothing.</summary>
    public string? Mark { get; init; }

    /// <summary>When it is destroyed, if that is a time to come and known.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>True if it is not there yet.</summary>
    public bool IsNotYetTaken { get; init; }

    /// <summary>Of all snapshots of a filesystem, oldest first.</summary>
    public static ImmutableArray<SnapshotFate> Of(FilesystemPrunePlan.Planned plan)
    {
        var destroyed = plan.Destroy.Select(snapshot => snapshot.CreateTxg).ToHashSet();
        var stays = plan.Held.ToDictionary(snapshot => snapshot.Name, StringComparer.Ordinal);
        var holds = plan.WithHolds.ToHashSet(StringComparer.Ordinal);
        return [.. plan.Decisions.Select(decision => Of(decision.Snapshot, decision))];

        SnapshotFate Of(RetentionSnapshot snapshot, RetentionDecision decision)
        {
            var goes = destroyed.Contains(snapshot.CreateTxg);
            var held = goes ? null : stays.GetValueOrDefault(snapshot.Name);
            return new(snapshot.Name, snapshot.Creation, goes, goes ? [.. decision.NotKeptBecause] : Reasons(decision, held))
            {
                Mark = goes ? null : held is { IsBySomebody: false } ? Protected : held is not null || holds.Contains(snapshot.Name) ? Held : null,
                GoneAt = plan.Forecast?.GoneAt.TryGetValue(snapshot.CreateTxg, out var at) == true ? at : null,
                IsNotYetTaken = plan.Forecast?.NotYetTaken.Contains(snapshot.CreateTxg) == true,
            };
        }
    }

    private static ImmutableArray<string> Reasons(RetentionDecision decision, HeldSnapshot? held) =>
        held is not null ? [held.Reason] : decision.Verdicts.IsEmpty ? NoRules : decision.Destroy ? NoRunYet : [.. decision.KeptBecause];
}
