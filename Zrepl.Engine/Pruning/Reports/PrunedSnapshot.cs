using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Pruning.Reports;

/// <summary>One snapshot in a report.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Replicated">The other side has it, as far as rules asked.</param>
/// <param name="Date">When it was made.</param>
public sealed record PrunedSnapshot(
    string Name, bool Replicated, [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? Date);
