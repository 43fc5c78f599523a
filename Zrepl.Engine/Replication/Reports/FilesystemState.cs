using System.Text.Json.Serialization;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>Where a filesystem stands in its attempt. Source: spec 1.11.2.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FilesystemState>))]
public enum FilesystemState
{
    /// <summary>Not planned yet.</summary>
    [JsonStringEnumMemberName("planning")]
    Planning,

    /// <summary>Could not be planned.</summary>
    [JsonStringEnumMemberName("planning-error")]
    PlanningError,

    /// <summary>Has steps left. It waits rather than transfers if <see cref="FilesystemReport.BlockedOn"/> says so.</summary>
    [JsonStringEnumMemberName("stepping")]
    Stepping,

    /// <summary>A step failed.</summary>
    [JsonStringEnumMemberName("step-error")]
    StepError,

    /// <summary>Nothing left to do.</summary>
    [JsonStringEnumMemberName("done")]
    Done,
}
