using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>One step.</summary>
/// <param name="From"><c>@name</c> or <c>#name</c>; empty for a full send.</param>
/// <param name="To"><c>@name</c>.</param>
/// <param name="Resumed">It continues an interrupted stream.</param>
/// <param name="BytesExpected">Size of the stream in bytes, of a resumed one what remains; 0 if unknown.</param>
/// <param name="BytesReplicated">Bytes sent so far in this attempt.</param>
public sealed record StepInfo(string From, string To, bool Resumed, long BytesExpected, long BytesReplicated)
{
    /// <summary>When the step began; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(GoTimeJsonConverter))]
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When it was complete; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(GoTimeJsonConverter))]
    public DateTimeOffset? DoneAt { get; init; }
}
