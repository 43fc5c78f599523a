using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// What a job will have pruned by a time to come: its own schedule is gone through, round after round, with snapshots taken, replicated and pruned in memory
/// by the planners that also plan for the real runs. Nothing is expected to fail, and nobody to interfere.
/// </summary>
/// <param name="job">A job that prunes; may be a definition that is being edited.</param>
/// <param name="sender">Its sender; of a snap job its datasets.</param>
/// <param name="receiver">Its receiver; null for a snap job.</param>
/// <param name="clock">Time and time zone.</param>
internal sealed class PruneForecast(JobDefinition job, ISender sender, IReceiver? receiver, TimeProvider clock)
{
    /// <summary>Of a pull job the source job it fetches from, if it is one of this configuration.</summary>
    public SourceJobDefinition? Source { get; init; }

    /// <summary>When the job's own schedule is due next, if that is known.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>Computes.</summary>
    /// <param name="side">The side asked about.</param>
    /// <param name="asOf">The time; what is due exactly then has happened.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>In order of path, and in words what it rests on.</returns>
    /// <exception cref="EndpointException">A side could not be listed.</exception>
    public async Task<ForecastPlans> ComputeAsync(PruneSide side, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var sent = await ReadAsync(sender, cancellation);
        var received = receiver is null ? Listing.Empty : await ReadAsync(receiver, cancellation);
        var schedule = new ForecastSchedules(clock.GetUtcNow(), clock, NextRun).Of(job, Source, sent.Versions);
        ImmutableArray<ForecastRound> rounds = [.. schedule.RoundsUntil(asOf)];
        // Ten thousand datasets take a while: not on the thread that a page waits on.
        var plans = await Task.Run(() => PlanAllAsync(side, asOf, sent, received, rounds, schedule.NameAt, cancellation), cancellation);
        return new(plans, schedule.BasisOf(rounds));
    }

    private async Task<ImmutableArray<FilesystemPrunePlan>> PlanAllAsync(
        PruneSide side, DateTimeOffset asOf, Listing sent, Listing received, ImmutableArray<ForecastRound> rounds, Func<DateTimeOffset, string> nameAt,
        CancellationToken cancellation)
    {
        var plans = ImmutableArray.CreateBuilder<FilesystemPrunePlan>();
        plans.AddRange((side == PruneSide.Receiver ? received : sent).Placeholders.Select(path => new FilesystemPrunePlan.Skipped(path, SkipReasons.Placeholder)));
        if (side == PruneSide.Receiver)
        {
            plans.AddRange(received.Versions.Keys.Where(path => !sent.Versions.ContainsKey(path) && !sent.Placeholders.Contains(path))
                .Select(path => new FilesystemPrunePlan.Skipped(path, SkipReasons.NotOnSender)));
        }

        foreach (var (path, versions) in sent.Versions)
        {
            var dataset = new ForecastDataset(job.Name, path, ReplicationOf(job));
            dataset.Sender.Versions = versions;
            dataset.Sender.Cursor = sent.Cursors.GetValueOrDefault(path);
            dataset.Receiver.Versions = received.Versions.GetValueOrDefault(path, []);
            plans.Add(await PlanAsync(dataset, side, asOf, rounds, nameAt, cancellation));
        }

        return [.. plans.OrderBy(plan => plan.Path)];
    }

    private async Task<FilesystemPrunePlan> PlanAsync(
        ForecastDataset dataset, PruneSide side, DateTimeOffset asOf, ImmutableArray<ForecastRound> rounds, Func<DateTimeOffset, string> nameAt,
        CancellationToken cancellation)
    {
        var sides = OfflinePrunePreview.SidesOf(job) // in the order of a run
            .Select(one => (Side: one, Forecast: new SideForecast(one, dataset, PrunedSides.RulesOf(job, one), clock))).ToImmutableArray();
        try
        {
            foreach (var round in rounds)
            {
                cancellation.ThrowIfCancellationRequested();
                if (round.TakesSnapshots) dataset.TakeSnapshot(nameAt(round.At), round.At);
                if (!round.Runs) continue;
                dataset.Replicate();
                foreach (var (_, forecast) in sides) await forecast.PruneAsync(round.At, cancellation);
            }

            return await sides.First(one => one.Side == side).Forecast.EndAsync(asOf, cancellation);
        }
        catch (PlanFailedException failure)
        {
            return new FilesystemPrunePlan.Failed(dataset.Path, failure);
        }
    }

    private async Task<Listing> ReadAsync(IEndpoint endpoint, CancellationToken cancellation)
    {
        var filesystems = await endpoint.ListFilesystemsAsync(cancellation);
        var versions = ImmutableSortedDictionary.CreateBuilder<DatasetPath, ImmutableArray<FilesystemVersion>>();
        var cursors = ImmutableDictionary.CreateBuilder<DatasetPath, ulong?>();
        foreach (var filesystem in filesystems.Where(filesystem => !filesystem.IsPlaceholder))
        {
            var listed = await endpoint.ListVersionsAsync(filesystem.Path, cancellation);
            versions[filesystem.Path] = endpoint is IStepHolds holds ? await WithoutStepHoldsAsync(filesystem.Path, listed, holds, cancellation) : listed;
            if (ReferenceEquals(endpoint, sender) && receiver is not null)
                cursors[filesystem.Path] = await sender.ReplicationCursorAsync(filesystem.Path, cancellation);
        }

        return new(versions.ToImmutable(), [.. filesystems.Where(filesystem => filesystem.IsPlaceholder).Select(filesystem => filesystem.Path)], cursors.ToImmutable());
    }

    // The job's own holds for a step are gone when its run ends.
    private static async Task<ImmutableArray<FilesystemVersion>> WithoutStepHoldsAsync(
        DatasetPath path, ImmutableArray<FilesystemVersion> versions, IStepHolds holds, CancellationToken cancellation)
    {
        if (!versions.Any(version => version is { IsSnapshot: true, UserRefs: > 0 })) return versions;
        var stepHeld = await holds.StepHeldAsync(path, cancellation);
        return [.. versions.Select(version => version is { IsSnapshot: true, UserRefs: > 0 and var refs } && stepHeld.Contains(version.Guid) ? version with { UserRefs = refs - 1 } : version)];
    }

    private static ReplicationDefinition? ReplicationOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => push.Replication,
        PullJobDefinition pull => pull.Replication,
        _ => null,
    };

    private sealed record Listing(
        ImmutableSortedDictionary<DatasetPath, ImmutableArray<FilesystemVersion>> Versions, ImmutableArray<DatasetPath> Placeholders,
        ImmutableDictionary<DatasetPath, ulong?> Cursors)
    {
        public static Listing Empty { get; } = new(
            ImmutableSortedDictionary<DatasetPath, ImmutableArray<FilesystemVersion>>.Empty, [], ImmutableDictionary<DatasetPath, ulong?>.Empty);
    }
}
