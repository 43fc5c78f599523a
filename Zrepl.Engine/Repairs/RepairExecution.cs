using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Snapshots;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Repairs;

/// <summary>What came of a repair.</summary>
public abstract record RepairResult
{
    private RepairResult()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Way">Which way was gone.</param>
    /// <param name="Now">How the copy stands now.</param>
    public sealed record Done(RepairWay Way, RepairPlan Now) : RepairResult;

    /// <summary>Nothing was done.</summary>
    /// <param name="Reason">Why, in a sentence.</param>
    /// <param name="Now">How the copy stands; null if that could not be looked at.</param>
    public sealed record Refused(string Reason, RepairPlan? Now) : RepairResult;
}

/// <summary>
/// Goes one of the ways out, after a fresh look: only if that shows exactly what was consented to. Dies well between any two commands: a new look then shows what is
/// left to do.
/// </summary>
/// <param name="look">Looks at both sides.</param>
/// <param name="services">ZFS of the machine that has the copy, and what endpoints share.</param>
/// <param name="options">How the receiving job receives, for what has to be made above a copy.</param>
public sealed class RepairExecution(RepairLook look, EndpointServices services, ReceiverOptions options)
{
    private readonly ILogger _logger = services.Loggers.CreateLogger<RepairExecution>();

    /// <summary>Repairs.</summary>
    /// <param name="filesystem">The dataset, as the sender names it.</param>
    /// <param name="revision">Of the plan that was shown.</param>
    /// <param name="number">Of the way in it.</param>
    /// <param name="begins">Told before anything is done, and waited for: here it is written down who consented to what. What it throws ends it.</param>
    /// <param name="cancellation">Ends it between two steps; a step that was begun is gone to its end, since nobody could tell what came of half of one.</param>
    /// <exception cref="RepairInterruptedException">Something was done, and not all of it, or how the copy stands then cannot be seen.</exception>
    /// <exception cref="EndpointException">A side cannot be listed; nothing was done.</exception>
    public async Task<RepairResult> RunAsync(
        DatasetPath filesystem, string revision, int number, Func<RepairPlan, RepairWay, Task> begins, CancellationToken cancellation)
    {
        var plan = RepairPlanner.Plan(await look.FactsAsync(filesystem, cancellation));
        if (plan.Revision != revision)
            return new RepairResult.Refused("What was shown is not so any more. Look again, and consent to what is shown then.", plan);
        if (plan.Ways.FirstOrDefault(way => way.Number == number) is not { } way)
            return new RepairResult.Refused($"There is no way {number}.", plan);
        if (way.NotPossible is { } why) return new RepairResult.Refused(why, plan);

        await begins(plan, way);
        try
        {
            await GoAsync(plan, way, cancellation);
        }
        finally
        {
            foreach (var dataset in Touched(plan, way)) services.Cache.Invalidate(dataset);
        }

        return new RepairResult.Done(way, await LookAgainAsync(filesystem, way, cancellation));
    }

    private async Task<RepairPlan> LookAgainAsync(DatasetPath filesystem, RepairWay way, CancellationToken cancellation)
    {
        try
        {
            return RepairPlanner.Plan(await look.FactsAsync(filesystem, cancellation));
        }
        catch (Exception failure) when (FailureText.IsExpected(failure))
        {
            throw new RepairInterruptedException([.. way.Steps.Select(done => done.Text)], null, failure);
        }
    }

    private async Task GoAsync(RepairPlan plan, RepairWay way, CancellationToken cancellation)
    {
        foreach (var (index, step) in way.Steps.Index())
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                _logger.RepairStep(plan.Target, step.Text);
                await ZfsFailures.ExplainAsync($"repair {plan.Target}: {step.Text}", () => DoAsync(step));
            }
            catch (Exception failure) when (failure is EndpointException or OperationCanceledException)
            {
                throw new RepairInterruptedException([.. way.Steps.Take(index).Select(done => done.Text)], step.Text, failure);
            }
        }
    }

    private static IEnumerable<DatasetPath> Touched(RepairPlan plan, RepairWay way) =>
        way.Steps.OfType<RepairStep.Rename>().SelectMany(rename => new[] { rename.From, rename.To }).Concat(way.Below).Append(plan.Target).Distinct();

    private async Task DoAsync(RepairStep step)
    {
        var zfs = services.Zfs;
        switch (step)
        {
            case RepairStep.DropPartialState drop:
                await zfs.Receiver.AbortAsync(drop.Dataset, CancellationToken.None);
                break;
            case RepairStep.Destroy destroy:
                await DestroyAsync(destroy.Dataset, destroy.Versions);
                break;
            case RepairStep.RollBack back:
                await RequireSameAsync(back);
                await zfs.Creator.RollbackToNewestAsync(back.To, services.Clock, CancellationToken.None);
                break;
            case RepairStep.DestroyPlaceholder placeholder:
                await RequirePlaceholderAsync(placeholder.Dataset);
                await zfs.Creator.DestroyAsync(placeholder.Dataset, CancellationToken.None);
                break;
            case RepairStep.Rename rename:
                await RenameAsync(rename.From, rename.To);
                break;
            default:
                throw new InvalidOperationException($"unknown step {step}");
        }
    }

    private async Task DestroyAsync(DatasetPath dataset, ImmutableArray<FilesystemVersion> versions)
    {
        await services.Zfs.SnapshotDestroyer.DestroyAllOrNoneAsync(
            [.. versions.Where(version => version.IsSnapshot).Select(version => DestroyRequest.For(dataset, version))], CancellationToken.None);
        if (versions.All(version => version.IsSnapshot)) return;
        var guids = (await services.Zfs.Versions.ListAsync(dataset, VersionKinds.Bookmarks, CancellationToken.None)).ToDictionary(bookmark => bookmark.Name, bookmark => bookmark.Guid);
        foreach (var bookmark in versions.Where(version => !version.IsSnapshot && guids.TryGetValue(version.Name, out var guid) && guid == version.Guid))
            await services.Zfs.Bookmarks.DestroyAsync(dataset.Bookmark(bookmark.Name), CancellationToken.None);
    }

    private async Task RequireSameAsync(RepairStep.RollBack back)
    {
        var snapshots = await services.Zfs.Versions.ListAsync(back.To.Dataset, VersionKinds.Snapshots, CancellationToken.None);
        if (snapshots.FirstOrDefault(snapshot => snapshot.Name == back.To.Name)?.Guid != back.Guid) throw new EndpointException($"{back.To} is not the snapshot any more that was shown; it was not rolled back to");
    }

    // Between the look and now somebody may have put something else there; ZFS only refuses what has snapshots or datasets below it.
    private async Task RequirePlaceholderAsync(DatasetPath dataset)
    {
        var state = await ReceivingDataset.LookAsync(services.Zfs, dataset, CancellationToken.None);
        var isMounted = (await services.Zfs.PropertyReader.ReadAsync(dataset.Text, ["mounted"], CancellationToken.None)).Find(dataset.Text, "mounted")?.Value == "yes";
        if (!state.IsPlaceholder || state.HasPartialState || isMounted) throw new EndpointException($"{dataset} is no empty placeholder any more; nothing was done to it");
    }

    private async Task RenameAsync(DatasetPath from, DatasetPath to)
    {
        await new PlaceholderMaker(services, options).MakeAncestorsAsync(to, CancellationToken.None);
        await services.Zfs.Creator.RenameAsync(from, to, CancellationToken.None);
    }
}
