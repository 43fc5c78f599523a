using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary>Everything about a run in the REST API.</summary>
internal sealed record RunReportAnswer(
    RunAnswer Run, IReadOnlyList<RunDataset> Datasets, IReadOnlyList<PrunedAnswer> Pruned, IReadOnlyList<SnapshotRound> SnapshotRounds,
    IReadOnlyList<SnapshotNote> Snapshots)
{
    public static RunReportAnswer Of(RunDetail run, IReadOnlyDictionary<long, IReadOnlyList<PruneDecision>> decisions) => new(
        RunAnswer.Of(run.Summary), run.Datasets, [.. run.Pruned.Select(pruned => PrunedAnswer.Of(pruned, decisions.GetValueOrDefault(pruned.Id, [])))],
        run.Rounds, run.Snapshots);
}

/// <summary>What the pruner decided about one dataset.</summary>
internal sealed record PrunedAnswer(
    PruneSide Side, string Dataset, int Kept, int Destroyed, int Held, string? Problem, IReadOnlyList<PruneDecision> Decisions)
{
    public static PrunedAnswer Of(PrunedDataset pruned, IReadOnlyList<PruneDecision> decisions) =>
        new(pruned.Side, pruned.Dataset, pruned.Kept, pruned.Destroyed, pruned.Held, pruned.Problem, decisions);
}
