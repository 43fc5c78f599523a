using System.Collections.Immutable;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What a plan about a time to come has beside one about now. Snapshots are told apart by their createtxg.</summary>
/// <param name="AsOf">The time.</param>
/// <param name="Rounds">How often the job prunes until then.</param>
/// <param name="GoneAt">When each of today's snapshots that goes is destroyed.</param>
/// <param name="NotYetTaken">Snapshots that are taken until then and are still there.</param>
/// <param name="TakenAndGone">How many more are taken and destroyed until then.</param>
public sealed record PlanForecast(
    DateTimeOffset AsOf, int Rounds, ImmutableDictionary<ulong, DateTimeOffset> GoneAt, ImmutableHashSet<ulong> NotYetTaken, int TakenAndGone);
