using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>One attempt to replicate everything. Source: spec 1.11.1.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="StartAt">When it began.</param>
/// <param name="FinishAt">When it ended; null while it runs.</param>
/// <param name="PlanError">Set in <see cref="AttemptState.PlanningError"/>.</param>
/// <param name="Filesystems">
/// In the sender's order; empty while planning. Of a run with very many attempts only the latest keep theirs.
/// </param>
public sealed record AttemptReport(
    AttemptState State,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? StartAt,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? FinishAt,
    TimedError? PlanError,
    ImmutableList<FilesystemReport> Filesystems)
{
    /// <summary>What kind of failure ended it; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureClass? ErrorClass { get; init; }

    /// <summary>Why it was cancelled, or null; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cancelled { get; init; }

    /// <summary>True once nothing will change any more.</summary>
    [JsonIgnore]
    public bool IsFinal => State is AttemptState.PlanningError or AttemptState.FilesystemError or AttemptState.Done;
}
