using System.Text.Json.Serialization;

namespace Zrepl.Engine.Status;

/// <summary>Where a job stands. Source: spec 2.2, C7.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobPhase>))]
public enum JobPhase
{
    /// <summary>Being set up.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    /// <summary><c>enabled: false</c>: shown, neither run nor listening.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    /// <summary>Waits for its next run.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>An operator holds it: it begins no run by itself; what triggered meanwhile is remembered. Snapshots go on.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Only in <see cref="JobStatus.Stage"/>: no run, but snapshots are being taken.</summary>
    [JsonStringEnumMemberName("snapshotting")]
    Snapshotting,

    /// <summary>Replicates.</summary>
    [JsonStringEnumMemberName("replicating")]
    Replicating,

    /// <summary>Prunes the sending side.</summary>
    [JsonStringEnumMemberName("pruning-sender")]
    PruningSender,

    /// <summary>Prunes the receiving side.</summary>
    [JsonStringEnumMemberName("pruning-receiver")]
    PruningReceiver,

    /// <summary>A snap job prunes.</summary>
    [JsonStringEnumMemberName("pruning")]
    Pruning,

    /// <summary>A passive job listens.</summary>
    [JsonStringEnumMemberName("serving")]
    Serving,

    /// <summary>It cannot do its work; <see cref="JobStatus.Problem"/> says why, and whether it tries again by itself.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Ended with the engine.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>No longer in the configuration; the last that is heard of it.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,
}
