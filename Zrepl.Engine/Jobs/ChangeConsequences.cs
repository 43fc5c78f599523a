using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// What a change of a job leads to: snapshots that its next pruning destroys and would not have destroyed before, and holds and bookmarks that no
/// job knows any more. Computed by the code that prunes; destroys nothing.
/// </summary>
/// <param name="preview">Of the engine whose job it is.</param>
/// <param name="zfs">Its ZFS.</param>
public sealed class ChangeConsequences(JobPreview preview, ZfsHost zfs)
{
    /// <summary>Tells what a change leads to. What cannot be looked at is told as such.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ImmutableArray<ChangeConsequence>> OfAsync(JobChange change, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<ChangeConsequence>();
        if (change.After is { } after && MayPruneDifferently(change))
            foreach (var side in OfflinePrunePreview.SidesOf(after))
                if (await PruningAsync(change, after, side, cancellation) is { } pruning) found.Add(pruning);
        if (change.Before is { } before && (change.After is null || change.RenamedFrom is not null))
            if (await LeftBehindAsync(change, before, cancellation) is { } left) found.Add(left);
        return found.ToImmutable();
    }

    private static bool MayPruneDifferently(JobChange change) =>
        change.Before is null || change.Keys.Any(key => key.Path.StartsWith("pruning", StringComparison.Ordinal)
            || key.Path.StartsWith("filesystems", StringComparison.Ordinal) || key.Path.StartsWith("root_fs", StringComparison.Ordinal));

    private async Task<ChangeConsequence?> PruningAsync(JobChange change, JobDefinition after, PruneSide side, CancellationToken cancellation)
    {
        var where = side switch { PruneSide.Sender => " on the sender", PruneSide.Receiver => " on the receiver", _ => "" };
        try
        {
            var plans = await preview.PruningAsync(after, side, cancellation);
            var plansBefore = change.Before is { } before && OfflinePrunePreview.SidesOf(before).Contains(side)
                ? await preview.PruningAsync(before, side, cancellation) : [];
            var (doomed, doomedBefore) = (Doomed(plans), Doomed(plansBefore));
            if (doomed.IsSubsetOf(doomedBefore)) return null; // nothing goes that would not have gone anyhow
            var datasets = doomed.Select(one => one.Dataset).Distinct().Count();
            var now = change.Before is null ? "" : doomedBefore.Count == 0 ? "; with the rules in force none" : $"; with the rules in force {doomedBefore.Count}";
            return new(change.Name, IsLoss: true,
                $"will destroy {Count(doomed.Count, "snapshot")} of {Count(datasets, "dataset")}{where} at its next pruning{now}"
                // A new job, or one of another name, has no rules before.
                + (change is { Before: not null, RenamedFrom: null } && PruneLoss.IsTooMuch(PruneLoss.Between(plansBefore, plans), after.PruneApproval)
                    ? ". Before that, an administrator has to approve it on the page of the job" : ""));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && (FailureText.IsExpected(failure) || failure is TransportNotSupportedException))
        {
            return new(change.Name, IsLoss: false, $"what it will destroy{where} cannot be told now: {failure.Message}");
        }
    }

    private async Task<ChangeConsequence?> LeftBehindAsync(JobChange change, JobDefinition before, CancellationToken cancellation)
    {
        try
        {
            var all = await OrphanedGuarantees.FindAsync(zfs, new HashSet<JobName>(), cancellation);
            var left = all.Where(guarantee => guarantee.Job == before.Name).ToList();
            if (left.Count == 0) return null;
            var holds = left.Count(guarantee => guarantee.Kind.IsHold());
            var cursors = left.Count(guarantee => guarantee.Kind is GuaranteeKind.Cursor);
            var what = string.Join(" and ", new (int Number, string Word)[] { (holds, "hold"), (cursors, "replication cursor"), (left.Count - holds - cursors, "other bookmark") }
                .Where(some => some.Number > 0).Select(some => Count(some.Number, some.Word)));
            return change.RenamedFrom is { } old
                ? new(change.Name, IsLoss: true, $"does not know what \"{old}\" left on the pools: {what}. It continues from what both sides still share; the marks of the "
                    + "old name keep snapshots from being destroyed until somebody releases them on the page Datasets")
                : new(change.Name, IsLoss: true, $"leaves {what} on the pools. They keep snapshots from being destroyed, and let a job of the same name continue, until "
                    + "somebody releases them on the page Datasets");
        }
        catch (ZfsException failure)
        {
            return new(change.Name, IsLoss: false, $"what it leaves on the pools cannot be told now: {failure.Message}");
        }
    }

    private static HashSet<(string Dataset, ulong Guid)> Doomed(ImmutableArray<FilesystemPrunePlan> plans) =>
        [.. plans.OfType<FilesystemPrunePlan.Planned>().SelectMany(plan => plan.Destroy.Select(snapshot => (plan.Path.Text, snapshot.Guid)))];

    private static string Count(int number, string word) => number == 1 ? $"1 {word}" : $"{number} {word}s";
}
