using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Web.Data.Runs;

/// <summary>Everything that is remembered of a run, except the reasons for each snapshot, which are read when somebody looks.</summary>
/// <param name="Summary">The run in figures.</param>
/// <param name="Previous">The run of the job before this one, or null.</param>
/// <param name="Next">The run of the job after this one, or null.</param>
/// <param name="Datasets">What was replicated, those that failed first.</param>
/// <param name="Pruned">What was pruned.</param>
/// <param name="Rounds">Rounds of snapshots since the run before.</param>
/// <param name="Snapshots">Snapshots of these rounds that failed or whose hooks said something.</param>
internal sealed record RunDetail(
    RunSummary Summary, long? Previous, long? Next, ImmutableArray<RunDataset> Datasets, ImmutableArray<PrunedDataset> Pruned,
    ImmutableArray<SnapshotRound> Rounds, ImmutableArray<SnapshotNote> Snapshots);

/// <summary>What a run did for one dataset.</summary>
public sealed record RunDataset(string Dataset, FilesystemState State, string? Error, string? Warning, ImmutableArray<RunStep> Steps)
{
    /// <summary>Bytes of all steps.</summary>
    public long Bytes => Steps.Sum(step => step.Bytes);
}

/// <summary>One replication step.</summary>
/// <param name="Attempt">Counts the attempts of the run from 1.</param>
/// <param name="From"><c>@name</c> or <c>#name</c>; empty for a full send.</param>
/// <param name="To">The snapshot that was sent.</param>
/// <param name="IsResumed">It went on where an earlier one broke off.</param>
/// <param name="BytesExpected">Estimate; 0 if there was none.</param>
/// <param name="Bytes">What was sent.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="DoneAt">When it was done; null if it never was.</param>
public sealed record RunStep(
    int Attempt, string From, string To, bool IsResumed, long BytesExpected, long Bytes, DateTimeOffset? StartedAt, DateTimeOffset? DoneAt);

/// <summary>What the pruner decided about one dataset.</summary>
/// <param name="Id">Number in the database; for the decisions.</param>
/// <param name="Side">On which side.</param>
/// <param name="Dataset">The dataset.</param>
/// <param name="Kept">Snapshots that rules keep.</param>
/// <param name="Destroyed">Snapshots that were to be destroyed.</param>
/// <param name="Held">Snapshots that no rule keeps and that stay all the same.</param>
/// <param name="Problem">Why it was left alone, or what failed.</param>
/// <param name="HasDecisions">The reason for each snapshot is still remembered.</param>
public sealed record PrunedDataset(long Id, PruneSide Side, string Dataset, int Kept, int Destroyed, int Held, string? Problem, bool HasDecisions);

/// <summary>One round of snapshots.</summary>
internal sealed record SnapshotRound(
    DateTimeOffset StartedAt, DateTimeOffset FinishedAt, SnapshotRunReason Reason, SnapshotRunOutcome Outcome, int Created, int Failed,
    int MissedPoints, string? Error);

/// <summary>A snapshot with something to say.</summary>
internal sealed record SnapshotNote(string Dataset, string Snapshot, DateTimeOffset DoneAt, string? Error, string HookOutput);
