using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>Puts into plans how much room they give back, where ZFS can be asked: one <c>zfs</c> process for each dataset of which something goes.</summary>
internal static class ReclaimedRoom
{
    /// <summary>Most datasets asked about, those that lose most first: the others stay without a figure.</summary>
    public const int MostDatasets = 500;

    private const int AtATime = 4;

    /// <summary>Asks.</summary>
    /// <param name="target">The side the plans are about.</param>
    /// <param name="plans">The plans.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The plans in the same order.</returns>
    public static async Task<ImmutableArray<FilesystemPrunePlan>> AddAsync(
        IEndpoint target, ImmutableArray<FilesystemPrunePlan> plans, CancellationToken cancellation)
    {
        if (target is not IReclaimEstimates estimates) return plans;
        var figures = new long?[plans.Length];
        var asked = plans.Index().Where(one => one.Item is FilesystemPrunePlan.Planned { Destroy.IsEmpty: false })
            .OrderByDescending(one => ((FilesystemPrunePlan.Planned)one.Item).Destroy.Length).Take(MostDatasets);
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation }, async (one, token) =>
            figures[one.Index] = await estimates.EstimateReclaimAsync(one.Item.Path, ((FilesystemPrunePlan.Planned)one.Item).Destroy, token));
        return [.. plans.Index().Select(one => one.Item is FilesystemPrunePlan.Planned planned ? planned with { ReclaimedBytes = figures[one.Index] } : one.Item)];
    }
}
