using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;

namespace Zrepl.Engine.Status;

/// <summary>Changed rules of a job that destroy nothing until an administrator approves them. Replication goes on.</summary>
/// <param name="Revision">Word for exactly these rules, and for what they would destroy; whoever approves says which.</param>
/// <param name="Since">When it was found out.</param>
/// <param name="Sides">What the rules would destroy; empty if that cannot be told.</param>
/// <param name="Problem">Why it cannot be told whether the rules changed, or null.</param>
public sealed record PruningHold(string Revision, DateTimeOffset Since, ImmutableArray<HeldSide> Sides, string? Problem = null)
{
    /// <summary>What waits and why, in a sentence without a full stop.</summary>
    [JsonIgnore]
    public string Text => Problem is { } problem
        ? $"pruning waits for approval: {problem}"
        : $"pruning waits for approval: the changed rules would destroy {string.Join(" and ", Sides.Select(side => side.Text))}";

    /// <summary>For a report of pruning that did not take place.</summary>
    public PruneReport ToReport() => new(PruneState.PlanErr, Text, null, null) { AwaitsApproval = true };

    /// <inheritdoc/>
    public bool Equals(PruningHold? other) =>
        other is not null && Revision == other.Revision && Since == other.Since && Problem == other.Problem && Sides.SequenceEqual(other.Sides);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Revision, Since, Problem, Sides.Length);
}

/// <summary>What changed rules would destroy on one side that the rules before would keep.</summary>
/// <param name="Side">The side.</param>
/// <param name="Snapshots">How many snapshots.</param>
/// <param name="Datasets">Of how many datasets.</param>
/// <param name="Worst">The dataset that loses the largest part of its snapshots.</param>
/// <param name="WorstSnapshots">How many of its snapshots go.</param>
/// <param name="WorstAll">How many it has.</param>
/// <param name="RulesBefore">The rules that may prune, as the file would say them on one line; empty if they are not known.</param>
/// <param name="Rules">The changed rules.</param>
/// <param name="NotOnSender">How many of the snapshots belong to datasets that the sender does not have now, so that they go only once it has them again.</param>
public sealed record HeldSide(
    PruneSide Side, int Snapshots, int Datasets, string Worst, int WorstSnapshots, int WorstAll, string RulesBefore = "", string Rules = "", int NotOnSender = 0)
{
    /// <summary>In words.</summary>
    [JsonIgnore]
    public string Text
    {
        get
        {
            var where = Side switch { PruneSide.Sender => " on the sender", PruneSide.Receiver => " on the receiver", _ => "" };
            return $"{Count(Snapshots, "snapshot")} of {Count(Datasets, "dataset")}{where} that the rules before would keep (of {Worst} {WorstSnapshots} of {WorstAll})"
                + (NotOnSender == 0 ? "" : $", {(NotOnSender == Snapshots ? "all" : NotOnSender)} of them only once the sender, which does not have the dataset now, has it again");
        }
    }

    private static string Count(int number, string word) => number == 1 ? $"1 {word}" : $"{number} {word}s";
}
