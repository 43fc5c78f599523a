using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Progress;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What a prune run would do now: the same plans, none carried out.</summary>
public static class PrunePreview
{
    /// <summary>Plans all filesystems of a side.</summary>
    /// <returns>In order of path; those that could not be looked at say why.</returns>
    /// <exception cref="EndpointException">A side could not be listed.</exception>
    public static async Task<ImmutableArray<FilesystemPrunePlan>> ComputeAsync(
        PruneTask task, TimeProvider clock, CancellationToken cancellation)
    {
        var planner = new PrunePlanner(task, new ProgressToken(clock));
        var plans = ImmutableArray.CreateBuilder<FilesystemPrunePlan>();
        foreach (var candidate in (await planner.ListAsync(cancellation)).OrderBy(candidate => candidate.Path))
            plans.Add(await planner.PlanAsync(candidate, cancellation));
        return plans.DrainToImmutable();
    }
}
