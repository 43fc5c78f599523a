using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>An error and when it came.</summary>
/// <param name="Err">Its text, never empty.</param>
/// <param name="Time">When it came.</param>
public sealed record TimedError(
    string Err,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? Time);
