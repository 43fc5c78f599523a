using Zrepl.Engine.Status;

namespace Zrepl.Web.Data.Entities;

/// <summary>One run of a job. A run whose end is missing was cut off with the process.</summary>
internal sealed class RunEntity
{
    public long Id { get; set; }

    /// <summary>Name of the engine; a demo has several.</summary>
    public required string Engine { get; set; }

    public required string Job { get; set; }

    public JobKind Kind { get; set; }

    /// <summary>Counts the runs of this job; <c>invocation-N</c> in traces.</summary>
    public long Number { get; set; }

    public RunReason Reason { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public RunOutcome? Outcome { get; set; }

    public string? Error { get; set; }

    public string? WhatToDo { get; set; }

    /// <summary>-1 if not even the plan could be made.</summary>
    public int FailedFilesystems { get; set; }

    public long BytesReplicated { get; set; }

    public int StepsCompleted { get; set; }

    public int SnapshotsDestroyed { get; set; }

    public List<RunDatasetEntity> Datasets { get; } = [];

    public List<PrunedDatasetEntity> Pruned { get; } = [];
}
