using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
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
    private const int MostRounds = 1_500_000; // a snapshot every half minute for a year, and some

    /// <summary>Of a pull job the source job it fetches from, if it is one of this configuration.</summary>
    public SourceJobDefinition? Source { get; init; }

    /// <summary>When the job's own schedule is due next, if that is known.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>Whether rounds are leapt over that repeat what was gone through; for tests.</summary>
    public bool Leaps { get; init; } = true;

    /// <summary>How many rounds were gone through for that, of all datasets.</summary>
    public int GoneThrough { get; private set; }

    /// <summary>Computes.</summary>
    /// <param name="asked">The sides asked about: each costs the same as all of them.</param>
    /// <param name="asOf">The time; what is due exactly then has happened.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>For each side in order of path, and in words what it rests on.</returns>
    /// <exception cref="EndpointException">A side could not be listed, or the time is too far ahead.</exception>
    public async Task<ImmutableArray<ForecastPlans>> ComputeAsync(ImmutableArray<PruneSide> asked, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var sent = await ReadAsync(sender, cancellation);
        var received = receiver is null ? Listing.Empty : await ReadAsync(receiver, cancellation);
        var schedule = new ForecastSchedules(clock.GetUtcNow(), clock, NextRun).Of(job, Source, sent.Versions);
        ImmutableArray<ForecastRound> rounds = [.. schedule.RoundsUntil(asOf).Take(MostRounds + 1)];
        if (rounds.Length > MostRounds) throw TooFar(rounds[^1].At);
        // Ten thousand datasets take a while: not on the thread that a page waits on.
        var plans = await Task.Run(() => PlanAllAsync(asked, asOf, sent, received, new(rounds, schedule.NameAt, AllRules, cancellation), cancellation), cancellation);
        return [.. plans.Select(ofSide => new ForecastPlans(ofSide, schedule.BasisOf(rounds)))];
    }

    private IEnumerable<RetentionPolicy> AllRules => OfflinePrunePreview.SidesOf(job).Select(side => PrunedSides.RulesOf(job, side));

    private EndpointException TooFar(DateTimeOffset at) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"until then the job has more than {MostRounds} rounds of snapshots and pruning, and no more are computed: choose a time before {TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone):yyyy-MM-dd}"));

    private async Task<ImmutableArray<ImmutableArray<FilesystemPrunePlan>>> PlanAllAsync(
        ImmutableArray<PruneSide> asked, DateTimeOffset asOf, Listing sent, Listing received, ForecastRounds rounds, CancellationToken cancellation)
    {
        var plans = asked.Select(side => LeftAlone(side, sent, received)).ToImmutableArray();
        foreach (var (path, versions) in sent.Versions)
        {
            var dataset = new ForecastDataset(job.Name, path, ReplicationOf(job));
            dataset.Sender.Versions = versions;
            dataset.Sender.Cursor = sent.Cursors.GetValueOrDefault(path);
            dataset.Receiver.Versions = received.Versions.GetValueOrDefault(path, []);
            foreach (var (index, plan) in (await PlanAsync(dataset, asked, asOf, rounds, cancellation)).Index()) plans[index].Add(plan);
        }

        return [.. plans.Select(ofSide => ofSide.OrderBy(plan => plan.Path).ToImmutableArray())];
    }

    private static List<FilesystemPrunePlan> LeftAlone(PruneSide side, Listing sent, Listing received)
    {
        var plans = new List<FilesystemPrunePlan>();
        plans.AddRange((side == PruneSide.Receiver ? received : sent).Placeholders.Select(path => new FilesystemPrunePlan.Skipped(path, SkipReasons.Placeholder)));
        if (side == PruneSide.Receiver)
        {
            plans.AddRange(received.Versions.Keys.Where(path => !sent.Versions.ContainsKey(path) && !sent.Placeholders.Contains(path))
                .Select(path => new FilesystemPrunePlan.Skipped(path, SkipReasons.NotOnSender)));
        }

        return plans;
    }

    private async Task<IEnumerable<FilesystemPrunePlan>> PlanAsync(
        ForecastDataset dataset, ImmutableArray<PruneSide> asked, DateTimeOffset asOf, ForecastRounds rounds, CancellationToken cancellation)
    {
        ImmutableArray<SideForecast> sides = [.. OfflinePrunePreview.SidesOf(job).Select(side => new SideForecast(side, dataset, PrunedSides.RulesOf(job, side), clock))];
        try
        {
            var cycle = new ForecastCycle(dataset, rounds, sides);
            for (var index = 0; index < rounds.Count; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                var round = rounds[index];
                if (round.TakesSnapshots) dataset.TakeSnapshot(rounds.NameOf(index), round.At, index);
                if (round.Runs)
                {
                    dataset.Replicate();
                    foreach (var side in sides) await side.PruneAsync(round.At, cancellation); // in the order of a run
                }

                GoneThrough++;
                if (Leaps) index += cycle.After(index);
            }

            var plans = new List<FilesystemPrunePlan>();
            foreach (var side in asked) plans.Add(await sides.First(one => one.Side == side).EndAsync(asOf, cancellation));
            return plans;
        }
        catch (PlanFailedException failure)
        {
            return asked.Select(_ => new FilesystemPrunePlan.Failed(dataset.Path, failure));
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
