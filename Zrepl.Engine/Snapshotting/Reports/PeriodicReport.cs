using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Snapshotting.Reports;

/// <summary>A periodic snapshotter as it stood at one moment (spec 4.2).</summary>
/// <param name="State">Where it stands.</param>
/// <param name="SleepUntil">When it goes on; meaningful while it waits.</param>
/// <param name="Error">The last error, or empty.</param>
/// <param name="Progress">The datasets of the current or last run in order of path; null before the first.</param>
public sealed record PeriodicReport(
    PeriodicState State,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? SleepUntil,
    string Error,
    ImmutableArray<FilesystemReport>? Progress)
{
    /// <summary>Extension: points of the grid that passed without a run since the snapshotter was started.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MissedPoints { get; init; }
}
