using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Endpoints.Failures;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>What became of one filesystem in one attempt. Source: spec 1.11.1.</summary>
/// <param name="Info">Which.</param>
/// <param name="State">Where it stands.</param>
/// <param name="BlockedOn">What it waits for.</param>
/// <param name="PlanError">Set in <see cref="FilesystemState.PlanningError"/>.</param>
/// <param name="StepError">Set in <see cref="FilesystemState.StepError"/>.</param>
/// <param name="CurrentStep">Index of the running or next step; the number of steps once all are done.</param>
/// <param name="Steps">The plan.</param>
public sealed record FilesystemReport(
    FilesystemInfo Info, FilesystemState State, BlockedOn BlockedOn, TimedError? PlanError, TimedError? StepError, int CurrentStep,
    ImmutableArray<StepReport> Steps)
{
    /// <summary>Something to know although nothing failed; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Warning { get; init; }

    /// <summary>That nothing has moved in the stream of the running step for a while, with the side at fault; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stalled { get; init; }

    /// <summary>The conflict behind the plan error; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConflictReport? Conflict { get; init; }

    /// <summary>What kind of failure the error is; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureClass? ErrorClass { get; init; }

    /// <summary>The newest snapshot that both sides are known to have, as the sender has it; null if none is. Not in reports as JSON.</summary>
    [JsonIgnore]
    public SharedSnapshot? NewestShared { get; init; }

    /// <summary>The error, whichever it is.</summary>
    [JsonIgnore]
    public TimedError? Error => PlanError ?? StepError;
}
