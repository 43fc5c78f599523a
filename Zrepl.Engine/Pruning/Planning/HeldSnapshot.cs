using System.Text.Json.Serialization;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>A snapshot that the rules would destroy and that stays none the less.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Reason">Why, for the operator.</param>
public sealed record HeldSnapshot(string Name, string Reason)
{
    /// <summary>Replication could not continue incrementally without it.</summary>
    public const string NeededForReplication = "needed for replication";

    /// <summary>It has holds. The listing tells how many, not whose: they may be somebody's or zrepl's own.</summary>
    public static string HeldBy(uint holds) => holds == 1 ? "held by 1 hold" : $"held by {holds} holds";

    /// <summary>Somebody keeps it, and could let go.</summary>
    [JsonIgnore]
    public bool IsBySomebody => Reason != NeededForReplication;
}
