using Zrepl.Engine.Status;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary>One run in the REST API.</summary>
internal sealed record RunAnswer(
    long Id, string Job, string Kind, long Number, RunReason Reason, DateTimeOffset Started, DateTimeOffset? Finished, TimeSpan? Duration, string Result,
    int Datasets, int FailedDatasets, long Bytes, int Steps, int SnapshotsDestroyed, string? Error, string? WhatToDo)
{
    public static RunAnswer Of(RunSummary run) => new(
        run.Id, run.Job, run.Kind.Word(), run.Number, run.Reason, run.StartedAt, run.FinishedAt, run.Duration, RunResults.Word(run.Outcome), run.Datasets,
        run.FailedDatasets, run.Bytes, run.Steps, run.SnapshotsDestroyed, run.Error, run.WhatToDo);
}

/// <summary>A piece of the list of runs.</summary>
/// <param name="Runs">The runs, the newest first.</param>
/// <param name="Next">Where the next piece begins; null if this is the last.</param>
internal sealed record RunList(IReadOnlyList<RunAnswer> Runs, string? Next);
