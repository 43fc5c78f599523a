using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Pruning.Reports;

/// <summary>
/// A prune run as it stood at one moment, with the names and values of Go zrepl's status document. Source: spec 3.2, C4.
/// </summary>
/// <param name="State">Where it stands.</param>
/// <param name="Error">Why the filesystems could not be listed; else empty.</param>
/// <param name="Pending">Still to do, the one at work first (BAD-23); null while planning.</param>
/// <param name="Completed">Done, failed or skipped; null while planning.</param>
public sealed record PruneReport(
    PruneState State, string Error, ImmutableList<PrunedFilesystem>? Pending, ImmutableList<PrunedFilesystem>? Completed)
{
    /// <summary>When listing is tried again after a lost connection; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(GoTimeJsonConverter))]
    public DateTimeOffset? SleepUntil { get; init; }

    /// <summary>Nothing was looked at because the rules wait for approval, of which <see cref="Error"/> tells; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AwaitsApproval { get; init; }

    /// <summary>True once nothing will change any more.</summary>
    [JsonIgnore]
    public bool IsFinal => State is PruneState.PlanErr or PruneState.ExecErr or PruneState.Done;
}
