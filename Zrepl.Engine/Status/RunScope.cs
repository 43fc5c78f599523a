using System.Text.Json.Serialization;

namespace Zrepl.Engine.Status;

/// <summary>How much of a job's work a run does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunScope>))]
public enum RunScope
{
    /// <summary>All that the job is for.</summary>
    [JsonStringEnumMemberName("everything")]
    Everything,

    /// <summary>Replication without pruning.</summary>
    [JsonStringEnumMemberName("replication")]
    Replication,

    /// <summary>Pruning without replication.</summary>
    [JsonStringEnumMemberName("pruning")]
    Pruning,
}
