using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>Looks at filesystems and decides what to destroy; destroys nothing. Runs and previews both ask it. Source: spec 3.3.</summary>
internal sealed class PrunePlanner(PruneTask task, ProgressToken progress)
{
    // Clocks of two machines differ, and dates of snapshots of another one are theirs.
    private static readonly TimeSpan LargestClockError = TimeSpan.FromDays(1);

    private const string NoCursor =
        "there is no replication cursor, so nothing counts as replicated (one successful replication is required)";

    /// <summary>Lists the filesystems of the target, with those to be left alone marked.</summary>
    /// <exception cref="EndpointException">A side could not be listed.</exception>
    public async Task<ImmutableArray<PruneCandidate>> ListAsync(CancellationToken cancellation)
    {
        var ofHistory = await task.History.ListFilesystemsAsync(cancellation);
        progress.Report(ProgressKind.Call);
        var ofTarget = ofHistory;
        if (!ReferenceEquals(task.Target, task.History))
        {
            ofTarget = await task.Target.ListFilesystemsAsync(cancellation);
            progress.Report(ProgressKind.Call);
        }

        var known = ofHistory.Select(filesystem => filesystem.Path).ToHashSet();
        return
        [
            .. ofTarget.Select(filesystem => new PruneCandidate(
                filesystem.Path,
                filesystem.Problem ?? (
                    filesystem.IsPlaceholder ? SkipReasons.Placeholder
                    : task.NotCompared.Contains(filesystem.Path.Pool.Text) ? SkipReasons.NotCompared
                    : known.Contains(filesystem.Path) ? null : SkipReasons.NotOnSender))),
        ];
    }

    /// <summary>Decides about one filesystem.</summary>
    /// <returns>Failures of this filesystem are <see cref="FilesystemPrunePlan.Failed"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<FilesystemPrunePlan> PlanAsync(PruneCandidate candidate, CancellationToken cancellation)
    {
        if (candidate.SkipReason is { } reason) return new FilesystemPrunePlan.Skipped(candidate.Path, reason);
        try
        {
            return await DecideAsync(candidate.Path, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return new FilesystemPrunePlan.Failed(candidate.Path, failure);
        }
    }

    /// <summary>
    /// What the rules say of a filesystem of a receiver that the sender does not have now, if it had it and everything were replicated. Nothing is protected then; it is
    /// for comparing rules, not for pruning.
    /// </summary>
    public async Task<ImmutableArray<RetentionDecision>> DecideAsIfSentAsync(DatasetPath path, CancellationToken cancellation) => task.Rules.Decide(
        (await task.Target.ListVersionsAsync(path, cancellation)).Where(version => version.IsSnapshot)
            .Select(snapshot => new RetentionSnapshot(snapshot.Name, snapshot.CreateTxg, snapshot.Creation, true)),
        task.Now + LargestClockError);

    private string? WarningFor(ImmutableArray<RetentionDecision> decisions) =>
        decisions.Select(decision => decision.Snapshot).Where(snapshot => snapshot.Creation > task.Now + LargestClockError).ToList() is [var first, ..] ahead
            ? $"{(ahead.Count == 1 ? $"snapshot @{first.Name} is" : $"@{first.Name} and {ahead.Count - 1} more snapshots are")} dated in the future: a clock was wrong when they were taken. "
                + "They are kept and decide nothing; destroy them by hand if nobody needs them"
            : null;

    private async Task<FilesystemPrunePlan> DecideAsync(DatasetPath path, CancellationToken cancellation)
    {
        using var operation = progress.Begin($"{path}: plan pruning");
        var versions = await task.Target.ListVersionsAsync(path, cancellation);
        progress.Report(ProgressKind.Call);

        var asks = task.Rules.AsksForReplicationCursor && task.Side != PruneSide.Local; // nothing else needs it: BAD-25, BAD-26
        var search = new AnchorSearch(task, path, versions, progress);
        var cursor = asks ? await search.CursorAsync(cancellation) : null;
        var mark = ReplicatedMark.At(
            task.Side, versions, cursor, task.Side == PruneSide.Sender && task.Rules.CursorSnapshotIsReplicated);
        var snapshots = versions.Where(version => version.IsSnapshot).ToDictionary(snapshot => snapshot.Name, StringComparer.Ordinal);
        var decisions = task.Rules.Decide(snapshots.Values.Select(snapshot =>
            new RetentionSnapshot(snapshot.Name, snapshot.CreateTxg, snapshot.Creation, mark.IsReplicated(snapshot))), task.Now + LargestClockError);

        var doomed = decisions.Where(decision => decision.Destroy).Select(decision => snapshots[decision.Snapshot.Name]).ToList();
        var anchors = await search.FindAsync(doomed, cursor, asks, cancellation);
        var net = new SafetyNet(task.Side, path, versions, anchors, task.InUse);
        var held = doomed.Select(snapshot => (snapshot, reason: net.ReasonToKeep(snapshot)))
            .Where(pair => pair.reason is not null).ToList();
        progress.Report(ProgressKind.Planned);
        return new FilesystemPrunePlan.Planned(
            path,
            decisions,
            [.. doomed.Except(held.Select(pair => pair.snapshot))],
            [.. held.Select(pair => new HeldSnapshot(pair.snapshot.Name, pair.reason!))]) // filtered above
        {
            Warning = WarningFor(decisions) ?? (asks && cursor is null && snapshots.Count > 0 ? NoCursor : null),
            WithHolds = [.. snapshots.Values.Where(snapshot => snapshot.UserRefs is > 0).Select(snapshot => snapshot.Name)],
        };
    }
}
