using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>What one dataset loses by other rules.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="More">Snapshots that the other rules destroy and the rules before would keep; more than none.</param>
/// <param name="All">Snapshots it has.</param>
internal sealed record PruneLoss(DatasetPath Dataset, int More, int All)
{
    /// <summary>True if it is not pruned now, because the sender does not have it, and is when the sender has it again.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Compares two previews of one side.</summary>
    /// <param name="before">By the rules before.</param>
    /// <param name="after">By the other rules.</param>
    public static ImmutableArray<PruneLoss> Between(IEnumerable<FilesystemPrunePlan> before, IEnumerable<FilesystemPrunePlan> after)
    {
        var gone = before.OfType<FilesystemPrunePlan.Planned>().ToDictionary(plan => plan.Path, plan => plan.Destroy.Select(snapshot => snapshot.Guid).ToHashSet());
        return
        [
            .. from plan in after.OfType<FilesystemPrunePlan.Planned>()
               let more = plan.Destroy.Count(snapshot => gone.GetValueOrDefault(plan.Path)?.Contains(snapshot.Guid) != true)
               where more > 0
               select new PruneLoss(plan.Path, more, plan.Decisions.Length),
        ];
    }

    /// <summary>True if somebody has to approve.</summary>
    public static bool IsTooMuch(ImmutableArray<PruneLoss> losses, PruneApprovalDefinition limits) =>
        limits.IsAsked && (losses.Sum(loss => (long)loss.More) > limits.Snapshots || losses.Any(loss => loss.More * 100L > limits.Percent * (long)loss.All));
}
