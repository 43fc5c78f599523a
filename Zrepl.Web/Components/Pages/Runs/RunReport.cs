using System.Collections.Immutable;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>The report of a run, as a letter would tell it: all wording, no reading.</summary>
internal sealed record RunReport
{
    /// <summary>What is remembered.</summary>
    public required RunDetail Detail { get; init; }

    /// <summary>The run in figures.</summary>
    public RunSummary Run => Detail.Summary;

    /// <summary>What its result means.</summary>
    public required StateKind Kind { get; init; }

    /// <summary>Its result in a word.</summary>
    public required string Word { get; init; }

    /// <summary>What was to do, what happened, what did not: sentences.</summary>
    public required ImmutableArray<string> Story { get; init; }

    /// <summary>What was replicated.</summary>
    public required ImmutableArray<RunDatasetLine> Datasets { get; init; }

    /// <summary>What was pruned, by side.</summary>
    public required ImmutableArray<PrunedSideLine> Pruned { get; init; }

    /// <summary>Puts it in words.</summary>
    public static RunReport From(RunDetail detail) => new()
    {
        Detail = detail,
        Kind = RunWords.Kind(detail.Summary.Outcome),
        Word = RunResults.Word(detail.Summary.Outcome),
        Story = [.. Sentences(detail).Where(sentence => sentence.Length > 0)],
        Datasets = [.. detail.Datasets.Select(RunDatasetLine.From)],
        Pruned = [.. detail.Pruned.GroupBy(row => row.Side).Select(side => PrunedSideLine.From(detail.Summary.Kind, side.Key, [.. side]))],
    };

    private static IEnumerable<string> Sentences(RunDetail detail)
    {
        var run = detail.Summary;
        yield return $"It was begun {JobWords.Because(run.Reason)}.";
        yield return Replicated(run, detail.Datasets);
        yield return Prunings(detail.Pruned, run);
        yield return Ended(run);
    }

    private static string Replicated(RunSummary run, ImmutableArray<RunDataset> datasets)
    {
        if (run.Kind is not (JobKind.Push or JobKind.Pull) || run.Outcome is null) return "";
        if (run.FailedDatasets < 0) return "Replication could not be planned, so nothing was sent.";
        if (datasets.IsEmpty) return run.Outcome is RunOutcome.Succeeded ? "There was no dataset to replicate." : "";
        var moved = datasets.Where(dataset => !dataset.Steps.IsEmpty && dataset.Error is null).ToList();
        var failed = datasets.Where(dataset => dataset.Error is not null).ToList();
        var upToDate = datasets.Count(dataset => dataset.Steps.IsEmpty && dataset.Error is null);
        string[] parts =
        [
            .. moved.Count == 0 ? Array.Empty<string>() : [$"{moved.Count} moved {ByteText.Of(moved.Sum(one => one.Bytes))} in {JobWords.Count(moved.Sum(Finished), "finished step")}"],
            .. upToDate == 0 ? Array.Empty<string>() : [$"{upToDate} {(upToDate == 1 ? "was" : "were")} up to date already"],
            .. failed.Count == 0 ? Array.Empty<string>() : [Failed(failed, datasets.Length)],
        ];
        return $"Of {JobWords.Count(datasets.Length, "dataset")}, {string.Join("; ", parts)}.";
    }

    private static int Finished(RunDataset dataset) => dataset.State is FilesystemState.Done ? dataset.Steps.Length : dataset.Steps.Count(step => step.DoneAt is not null);

    // What was sent of them before is neither lost nor a success.
    private static string Failed(List<RunDataset> failed, int all)
    {
        var bytes = failed.Sum(dataset => dataset.Bytes);
        return (failed.Count == all && all > 1 ? "all failed" : $"{failed.Count} failed") + (bytes > 0 ? $" after {ByteText.Of(bytes)} had been sent" : "");
    }

    private static string Prunings(ImmutableArray<PrunedDataset> pruned, RunSummary run)
    {
        if (pruned.IsEmpty) return "";
        var planned = pruned.Sum(row => row.Destroyed);
        var held = pruned.Sum(row => row.Held);
        var text = planned == 0
            ? $"Pruning looked at {JobWords.Count(pruned.Length, "dataset")} and found nothing to destroy"
            : $"Pruning destroyed {run.SnapshotsDestroyed} of {JobWords.Count(planned, "snapshot")} that no rule keeps";
        return held == 0 ? $"{text}." : $"{text}; {held} stayed because something holds {(held == 1 ? "it" : "them")}.";
    }

    private static string Ended(RunSummary run) => run switch
    {
        { Outcome: null } => "It is still under way.",
        { FinishedAt: null } => "The daemon ended before the run did; the next run went on from there.",
        { Outcome: RunOutcome.Cancelled } => "It was cancelled; what was sent so far is kept, and the next run goes on from there.",
        _ => "",
    };
}
