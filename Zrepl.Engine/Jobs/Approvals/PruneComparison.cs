using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>What one side of a job loses.</summary>
/// <param name="Losses">The datasets that lose something.</param>
/// <param name="DestroyedBefore">How many snapshots the policies before would destroy now.</param>
internal sealed record ComparedLosses(ImmutableArray<PruneLoss> Losses, int DestroyedBefore);

/// <summary>What one side of a job loses by other rules, found out by the planner that prunes.</summary>
internal sealed class PruneComparison
{
    private readonly PruneTask _task;
    private readonly PrunePolicy _after;
    private readonly TimeProvider _clock;

    private PruneComparison(PruneTask task, PrunePolicy after, TimeProvider clock, ImmutableArray<FilesystemPrunePlan> plans) => (_task, _after, _clock, Plans) = (task, after, clock, plans);

    /// <summary>What the other rules would do.</summary>
    public ImmutableArray<FilesystemPrunePlan> Plans { get; }

    /// <summary>The pools that are there.</summary>
    public IReadOnlySet<string> Pools => Plans.Select(plan => plan.Path.Pool.Text).ToHashSet(StringComparer.Ordinal);

    /// <summary>Looks.</summary>
    /// <param name="task">The side; its rules are the other ones.</param>
    /// <param name="after">The policy they belong to.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">Something cannot be looked at: what goes of it is not known, and must not count as nothing.</exception>
    public static async Task<PruneComparison> OfAsync(PruneTask task, PrunePolicy after, TimeProvider clock, CancellationToken cancellation)
    {
        // The plans tell of what the pruned side misses; what the sender misses looks to a receiver like something that nobody sends any more.
        if ((await task.History.ListFilesystemsAsync(cancellation)).FirstOrDefault(filesystem => filesystem.Problem is not null) is { Problem: { } problem }) throw new EndpointException(problem);
        return new(task, after, clock, Looked(await PrunePreview.ComputeAsync(task, clock, cancellation)));
    }

    /// <summary>What each dataset loses that other policies would have kept.</summary>
    /// <param name="before">The policy of a dataset until now.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ComparedLosses> LossesAsync(Func<DatasetPath, PrunePolicy> before, CancellationToken cancellation)
    {
        var losses = ImmutableArray.CreateBuilder<PruneLoss>();
        var destroyedBefore = 0;
        foreach (var group in Plans.GroupBy(plan => before(plan.Path)))
        {
            if (group.Key.Equals(_after))
            {
                destroyedBefore += group.OfType<FilesystemPrunePlan.Planned>().Sum(plan => plan.Destroy.Length);
                continue;
            }

            var (policy, plans) = (group.Key, group.ToList());
            var isCompared = !policy.Rules.KeepsEverything && policy.Root == _after.Root; // else it destroyed nothing of these
            var plansBefore = isCompared ? Looked(await PrunePreview.ComputeAsync(_task with { Rules = policy.Rules }, _clock, cancellation)) : [];
            var paths = plans.Select(plan => plan.Path).ToHashSet();
            var ofBefore = plansBefore.Where(plan => paths.Contains(plan.Path) && policy.IsAbout(plan.Path)).ToList();
            destroyedBefore += ofBefore.OfType<FilesystemPrunePlan.Planned>().Sum(plan => plan.Destroy.Length);
            losses.AddRange(PruneLoss.Between(ofBefore, plans));
            foreach (var archived in plans.OfType<FilesystemPrunePlan.Skipped>().Where(plan => plan.Reason == SkipReasons.NotOnSender && _after.IsAbout(plan.Path)))
                if (await LossOfArchivedAsync(archived.Path, isCompared && policy.IsAbout(archived.Path) ? policy : null, cancellation) is { } loss) losses.Add(loss);
        }

        return new(losses.DrainToImmutable(), destroyedBefore);
    }

    // Not pruned as long as the sender does not have it. It may have it again tomorrow: a pool that was not imported, a dataset that is put back.
    private async Task<PruneLoss?> LossOfArchivedAsync(DatasetPath path, PrunePolicy? before, CancellationToken cancellation)
    {
        var all = await new PrunePlanner(_task, new ProgressToken(_clock)).DecideAsIfSentAsync(path, cancellation);
        var goneBefore = before is null ? [] : (await new PrunePlanner(_task with { Rules = before.Rules }, new ProgressToken(_clock)).DecideAsIfSentAsync(path, cancellation))
            .Where(decision => decision.Destroy).Select(decision => decision.Snapshot.Name).ToHashSet(StringComparer.Ordinal);
        var more = all.Count(decision => decision.Destroy && !goneBefore.Contains(decision.Snapshot.Name));
        return more == 0 ? null : new(path, more, all.Length) { IsArchived = true };
    }

    private static ImmutableArray<FilesystemPrunePlan> Looked(ImmutableArray<FilesystemPrunePlan> plans) =>
        plans.Select(WhyNotLooked).FirstOrDefault(why => why is not null) is { } why ? throw new EndpointException(why) : plans;

    private static string? WhyNotLooked(FilesystemPrunePlan plan) => plan switch
    {
        FilesystemPrunePlan.Failed failed => $"{failed.Path}: {FailureText.Of(failed.Error)}",
        FilesystemPrunePlan.Skipped { Reason: not (SkipReasons.Placeholder or SkipReasons.NotOnSender) } skipped => skipped.Reason, // its pool is not there, and may be again tomorrow
        _ => null,
    };
}
