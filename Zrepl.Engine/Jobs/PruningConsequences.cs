using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// What pruning destroys because a job changes, compared with the rules by which it may prune now: not always those of the file, of which some may wait for approval.
/// </summary>
/// <param name="preview">Of the engine whose job it is.</param>
internal sealed class PruningConsequences(JobPreview preview)
{
    private static readonly string[] Deciding = ["pruning", "filesystems", "root_fs", "prune_approval"];

    /// <summary>Tells what a change leads to.</summary>
    public async Task<ImmutableArray<ChangeConsequence>> OfAsync(JobChange change, CancellationToken cancellation)
    {
        if (change.After is not { } after || !(change.Before is null || change.Keys.Any(key => Deciding.Any(word => key.Path.StartsWith(word, StringComparison.Ordinal))))) return [];
        var found = ImmutableArray.CreateBuilder<ChangeConsequence>();
        foreach (var side in OfflinePrunePreview.SidesOf(after))
        {
            var where = side switch { PruneSide.Sender => " on the sender", PruneSide.Receiver => " on the receiver", _ => "" };
            try
            {
                if (await OfAsync(change, after, side, where, cancellation) is { } text) found.Add(ChangeConsequence.Loss(change.Name, text));
            }
            catch (Exception failure) when (failure is not OperationCanceledException && (FailureText.IsExpected(failure) || failure is TransportNotSupportedException))
            {
                found.Add(ChangeConsequence.Unknown(change.Name, $"what it will destroy{where} cannot be told now: {failure.Message}"));
            }
        }

        if (change is { Before.PruneApproval.IsAsked: true, After.PruneApproval.IsAsked: false })
            found.Add(ChangeConsequence.Note(change.Name, "from now on no changed rules of it wait for approval, whatever they destroy"));
        return found.ToImmutable();
    }

    private async Task<string?> OfAsync(JobChange change, JobDefinition after, PruneSide side, string where, CancellationToken cancellation)
    {
        if (change.Before is not { } before)
        {
            var all = Doomed(await preview.PruningAsync(after, side, cancellation));
            return all.Snapshots == 0 ? null : $"will destroy {Words(all)}{where} at its next pruning";
        }

        var (comparison, losses) = await preview.CompareAsync(before, after, side, cancellation);
        if (losses.Losses.IsEmpty) return null; // nothing goes that would not have gone anyhow
        var doomed = Doomed(comparison.Plans);
        var archived = losses.Losses.Where(loss => loss.IsArchived).ToList();
        List<string> parts = [];
        if (losses.Losses.Length > archived.Count)
            parts.Add($"will destroy {Words(doomed)}{where} at its next pruning; with the rules in force {(losses.DestroyedBefore == 0 ? "none" : losses.DestroyedBefore)}");
        if (archived.Count > 0)
            parts.Add($"will destroy {Words((archived.Sum(loss => loss.More), archived.Count))}{where} that the sender does not have now, as soon as it has {(archived.Count == 1 ? "it" : "them")} again");
        return string.Join("; ", parts) + Approval(change, before, after, losses.Losses);
    }

    // A new job, or one of another name, has no rules before and asks nobody.
    private static string Approval(JobChange change, JobDefinition before, JobDefinition after, ImmutableArray<PruneLoss> losses) =>
        change.RenamedFrom is not null ? ""
        : PruneLoss.IsTooMuch(losses, after.PruneApproval) ? ". Before that, an administrator has to approve it on the page of the job"
        : PruneLoss.IsTooMuch(losses, before.PruneApproval) ? ". prune_approval as it will be lets it do so without asking; as it is, an administrator has to approve that before"
        : "";

    private static (int Snapshots, int Datasets) Doomed(ImmutableArray<FilesystemPrunePlan> plans) =>
        plans.OfType<FilesystemPrunePlan.Planned>().Where(plan => !plan.Destroy.IsEmpty).ToList() is var some ? (some.Sum(plan => plan.Destroy.Length), some.Count) : default;

    private static string Words((int Snapshots, int Datasets) some) => $"{ChangeConsequence.Count(some.Snapshots, "snapshot")} of {ChangeConsequence.Count(some.Datasets, "dataset")}";
}
