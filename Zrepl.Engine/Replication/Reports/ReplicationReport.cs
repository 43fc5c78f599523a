using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>
/// A replication run as it stood at one moment. Names, order and values are those of Go zrepl's status document; what is ours in addition
/// is left out of the JSON while it says nothing. Source: spec 1.11, C3.
/// </summary>
/// <param name="StartAt">When the run began.</param>
/// <param name="FinishAt">When it ended (BAD-17); null while it runs.</param>
/// <param name="WaitReconnectSince">Beginning of the wait for the other side after the latest attempt; null if there was none.</param>
/// <param name="WaitReconnectUntil">When that wait gives up.</param>
/// <param name="WaitReconnectError">Why it gave up; else null.</param>
/// <param name="Attempts">Oldest first.</param>
public sealed record ReplicationReport(
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? StartAt,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? FinishAt,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? WaitReconnectSince,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? WaitReconnectUntil,
    TimedError? WaitReconnectError,
    ImmutableList<AttemptReport> Attempts);
