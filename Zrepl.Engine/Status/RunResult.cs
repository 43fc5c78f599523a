using System.Text.Json.Serialization;

namespace Zrepl.Engine.Status;

/// <summary>How a run ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunOutcome>))]
public enum RunOutcome
{
    /// <summary>Everything was done.</summary>
    [JsonStringEnumMemberName("ok")]
    Succeeded,

    /// <summary>Some filesystems failed, others did not.</summary>
    [JsonStringEnumMemberName("partial")]
    Partial,

    /// <summary>Nothing was done, or something of the whole failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>An operator, the watchdog or the end of the engine cut it short.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>A run that is under way.</summary>
/// <param name="Number">Counts the runs of this job.</param>
/// <param name="Reason">Why it was begun.</param>
/// <param name="StartedAt">When.</param>
public sealed record RunningRun(long Number, RunReason Reason, DateTimeOffset StartedAt)
{
    /// <summary>How much of the job's work it does.</summary>
    public RunScope Scope { get; init; }
}

/// <summary>A finished run in figures. Source: spec 6.6.</summary>
public sealed record RunResult
{
    /// <summary>Counts the runs of this job; <c>invocation-N</c> in traces.</summary>
    public required long Number { get; init; }

    /// <summary>Why it was begun.</summary>
    public required RunReason Reason { get; init; }

    /// <summary>How much of the job's work it was to do.</summary>
    public RunScope Scope { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>One line about what went wrong; null if nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>What an administrator can do about it, or null.</summary>
    public string? WhatToDo { get; init; }

    /// <summary>Filesystems that could not be replicated; -1 if not even the plan could be made.</summary>
    public int FailedFilesystems { get; init; }

    /// <summary>Bytes of streams.</summary>
    public long BytesReplicated { get; init; }

    /// <summary>Replication steps completed.</summary>
    public int StepsCompleted { get; init; }

    /// <summary>Snapshots destroyed on either side.</summary>
    public int SnapshotsDestroyed { get; init; }

    /// <summary>How long it took.</summary>
    [JsonIgnore]
    public TimeSpan Duration => FinishedAt - StartedAt;
}
