using System.Linq.Expressions;
using Zrepl.Engine.Status;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Runs;

/// <summary>One run in figures.</summary>
internal sealed record RunSummary
{
    /// <summary>Number in the database.</summary>
    public required long Id { get; init; }

    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>What the job is for.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>Counts the runs of the job.</summary>
    public required long Number { get; init; }

    /// <summary>Why it was begun.</summary>
    public required RunReason Reason { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs, and if the process ended first.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public required RunOutcome? Outcome { get; init; }

    /// <summary>What went wrong, or null.</summary>
    public required string? Error { get; init; }

    /// <summary>What can be done about it, or null.</summary>
    public required string? WhatToDo { get; init; }

    /// <summary>Datasets that a replication looked at.</summary>
    public required int Datasets { get; init; }

    /// <summary>Of these, how many failed; -1 if not even the plan could be made.</summary>
    public required int FailedDatasets { get; init; }

    /// <summary>Bytes of streams.</summary>
    public required long Bytes { get; init; }

    /// <summary>Replication steps completed.</summary>
    public required int Steps { get; init; }

    /// <summary>Snapshots destroyed on either side.</summary>
    public required int SnapshotsDestroyed { get; init; }

    /// <summary>Its place in the list.</summary>
    public RunCursor Cursor => new(StartedAt, Id);

    /// <summary>How long it took; null while it runs, and if the process ended first.</summary>
    public TimeSpan? Duration => FinishedAt - StartedAt;

    internal static Expression<Func<RunEntity, RunSummary>> OfRow { get; } = run => new RunSummary
    {
        Id = run.Id,
        Job = run.Job,
        Kind = run.Kind,
        Number = run.Number,
        Reason = run.Reason,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        Outcome = run.Outcome,
        Error = run.Error,
        WhatToDo = run.WhatToDo,
        Datasets = run.Datasets.Count,
        FailedDatasets = run.FailedFilesystems,
        Bytes = run.BytesReplicated,
        Steps = run.StepsCompleted,
        SnapshotsDestroyed = run.SnapshotsDestroyed,
    };
}
