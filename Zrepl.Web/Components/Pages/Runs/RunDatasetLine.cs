using System.Collections.Immutable;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>What a run did for one dataset, in words.</summary>
/// <param name="Name">The dataset.</param>
/// <param name="Kind">What its state means.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Steps">How many; empty if none.</param>
/// <param name="Bytes">What was sent; empty if nothing.</param>
/// <param name="Duration">From the first step's begin to the last one's end; empty if unknown.</param>
/// <param name="Error">Its error in full, or null.</param>
/// <param name="Warning">Something to know, or null.</param>
/// <param name="Rows">The steps.</param>
public sealed record RunDatasetLine(
    string Name, StateKind Kind, string Word, string Steps, string Bytes, string Duration, string? Error, string? Warning, ImmutableArray<RunStep> Rows)
{
    /// <summary>Puts it in words.</summary>
    public static RunDatasetLine From(RunDataset dataset)
    {
        var (kind, word) = dataset switch
        {
            { Error: not null } => (StateKind.Failed, "failed"),
            { State: FilesystemState.Done, Steps.IsEmpty: true } => (StateKind.Ok, "up to date"),
            { State: FilesystemState.Done } => (StateKind.Ok, "done"),
            _ => (StateKind.Idle, "not finished"),
        };
        var length = dataset.Steps.Max(step => step.DoneAt) - dataset.Steps.Min(step => step.StartedAt);
        return new(
            dataset.Dataset, kind, word, dataset.Steps.IsEmpty ? "" : JobWords.Count(dataset.Steps.Length, "step"),
            dataset.Steps.IsEmpty ? "" : ByteText.Of(dataset.Bytes), length is { } time ? DurationText.Exact(time) : "", dataset.Error, dataset.Warning, dataset.Steps);
    }

    /// <summary>From where to where a step goes.</summary>
    public static string StepText(RunStep step) => step.From.Length == 0 ? $"everything up to {step.To}" : $"{step.From} → {step.To}";

    /// <summary>What is special about a step: <c>full · resumed</c>; empty if nothing.</summary>
    public static string StepMarks(RunStep step)
    {
        string[] marks =
        [
            .. step.From.Length == 0 ? ["full"] : Array.Empty<string>(),
            .. step.IsResumed ? ["resumed"] : Array.Empty<string>(),
            .. step.DoneAt is null ? ["not finished"] : Array.Empty<string>(),
            .. step.Attempt > 1 ? [$"attempt {step.Attempt}"] : Array.Empty<string>(),
        ];
        return string.Join(" · ", marks);
    }
}
