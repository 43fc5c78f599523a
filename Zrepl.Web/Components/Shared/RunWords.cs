using Zrepl.Engine.Status;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Shared;

/// <summary>A run in words, the same on every page.</summary>
internal static class RunWords
{
    /// <summary>What it means to the reader.</summary>
    public static StateKind Kind(RunOutcome? outcome) => outcome switch
    {
        null => StateKind.Running,
        RunOutcome.Succeeded => StateKind.Ok,
        RunOutcome.Cancelled => StateKind.Idle,
        RunOutcome.Partial => StateKind.Late,
        _ => StateKind.Failed,
    };

    /// <summary>What became of it, without its time.</summary>
    public static string Sentence(RunSummary run) => run switch
    {
        { Outcome: null } => "under way",
        { Error: { } error } => error,
        { FinishedAt: null } => "cut off",
        { Bytes: 0, SnapshotsDestroyed: 0 } => "nothing to do",
        { Bytes: 0 } => $"{JobWords.Count(run.SnapshotsDestroyed, "snapshot")} pruned",
        { SnapshotsDestroyed: 0 } => $"{JobWords.Count(run.Steps, "step")} for {JobWords.Count(run.Datasets, "dataset")}",
        _ => $"{JobWords.Count(run.Steps, "step")} for {JobWords.Count(run.Datasets, "dataset")}, {JobWords.Count(run.SnapshotsDestroyed, "snapshot")} pruned",
    };

    /// <summary><c>6</c>, <c>2 of 6 failed</c>, <c>no plan</c>; empty for a job that replicates nothing.</summary>
    public static string Datasets(RunSummary run) => run switch
    {
        { FailedDatasets: < 0 } => "no plan",
        { FailedDatasets: > 0 } => $"{run.FailedDatasets} of {run.Datasets} failed",
        { Datasets: 0 } => "",
        _ => run.Datasets.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
