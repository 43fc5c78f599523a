using System.Text.Json.Serialization;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>Where an attempt stands. Source: spec 1.11.2.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttemptState>))]
public enum AttemptState
{
    /// <summary>Both sides are being listed.</summary>
    [JsonStringEnumMemberName("planning")]
    Planning,

    /// <summary>Listing failed. Final.</summary>
    [JsonStringEnumMemberName("planning-error")]
    PlanningError,

    /// <summary>Filesystems are being worked on.</summary>
    [JsonStringEnumMemberName("fan-out-filesystems")]
    FanOutFilesystems,

    /// <summary>Ended, and at least one filesystem has an error. Final.</summary>
    [JsonStringEnumMemberName("filesystem-error")]
    FilesystemError,

    /// <summary>Ended without errors, also if there was nothing to do. Final.</summary>
    [JsonStringEnumMemberName("done")]
    Done,
}
