using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Snapshotting.Reports;

/// <summary>Where a cron snapshotter stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CronState>))]
public enum CronState
{
    /// <summary>Waits for the next fire time.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Takes snapshots.</summary>
    [JsonStringEnumMemberName("running")]
    Running,
}

/// <summary>A cron snapshotter as it stood at one moment (spec 4.2).</summary>
/// <param name="State">Where it stands.</param>
/// <param name="WakeupTime">The next fire time, also while a run is under way; null if there is none.</param>
/// <param name="Errors">Errors of the last run, and fire times that found it still running; null if there are none.</param>
/// <param name="Progress">The datasets of the current or last run in order of path; null before the first.</param>
public sealed record CronReport(
    CronState State,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? WakeupTime,
    ImmutableArray<string>? Errors,
    ImmutableArray<FilesystemReport>? Progress);
