using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Snapshotting.Reports;

/// <summary>One dataset of a snapshot run (spec 4.2).</summary>
/// <param name="Path">The dataset.</param>
/// <param name="State">How far its snapshot has come.</param>
/// <param name="SnapName">Name of the snapshot; empty before the begin.</param>
/// <param name="StartAt">When it was begun, or null.</param>
/// <param name="Hooks">Hooks and snapshot as a preformatted table (spec 5.6).</param>
/// <param name="HooksHadError">True if a hook or the snapshot failed.</param>
/// <param name="DoneAt">When it ended, or null.</param>
public sealed record FilesystemReport(
    string Path,
    SnapshotRowState State,
    string SnapName,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? StartAt,
    string Hooks,
    bool HooksHadError,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? DoneAt)
{
    /// <summary>Extension: whether the snapshot was made although the state is an error (BAD-34); null before the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SnapshotCreated { get; init; }

    /// <summary>Extension: why the state is an error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Extension: what the operator can do about the error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hint { get; init; }

    /// <summary>Extension: the steps of <see cref="Hooks"/> as data; null without hooks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<HookStepReport>? HookSteps { get; init; }

    /// <summary>The report of a row.</summary>
    public static FilesystemReport Of(SnapshotRow row) => new(
        row.Filesystem.Text, row.State, row.State == SnapshotRowState.Pending ? "" : row.SnapshotName,
        row.StartedAt, HookTable.Format(row.Steps), row.HooksHadError, row.DoneAt)
    {
        SnapshotCreated = row.IsCreated,
        Error = row.Error,
        Hint = row.Hint,
        HookSteps = row.Steps.Length > 1 ? [.. row.Steps.Select(HookStepReport.Of)] : null,
    };
}
