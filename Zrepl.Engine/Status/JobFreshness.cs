using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zrepl.Engine.Freshness;

namespace Zrepl.Engine.Status;

/// <summary>The copies of a job, judged together.</summary>
/// <param name="Worst">The one that is worst off; null if no copy is known.</param>
/// <param name="Datasets">How many there are.</param>
/// <param name="Judged">Of these, how many have a target.</param>
/// <param name="Late">How many are late.</param>
/// <param name="Broken">How many are broken.</param>
public sealed record JobFreshness(DatasetFreshness? Worst, int Datasets, int Judged, int Late, int Broken)
{
    /// <summary>Nothing is known.</summary>
    public static JobFreshness Unknown { get; } = new(null, 0, 0, 0, 0);

    /// <summary>How the job stands: as its worst dataset.</summary>
    public FreshnessState State => Worst?.State ?? FreshnessState.Untargeted;

    /// <summary>True if somebody should know.</summary>
    public bool IsAlarming => Worst is { IsAlarming: true };

    // Many browsers ask the same of a job with ten thousand datasets several times a second.
    private const int WorthRemembering = 500;

    private static readonly ConditionalWeakTable<DatasetCopy[], Judgement> Remembered = new();

    /// <summary>Judges: a function of status and time; of a job with very many datasets, the time counts to the second.</summary>
    public static JobFreshness Of(JobStatus job, DateTimeOffset now)
    {
        if (job.Copies.Length < WorthRemembering || ImmutableCollectionsMarshal.AsArray(job.Copies) is not { } copies) return Judge(job, now);
        var second = now.UtcTicks / TimeSpan.TicksPerSecond;
        if (Remembered.TryGetValue(copies, out var known) && known.Second == second && ReferenceEquals(known.Targets, job.Targets)) return known.Freshness;
        var freshness = Judge(job, now);
        Remembered.AddOrUpdate(copies, new(job.Targets, second, freshness));
        return freshness;
    }

    private static JobFreshness Judge(JobStatus job, DateTimeOffset now)
    {
        DatasetFreshness? worst = null;
        int judged = 0, late = 0, broken = 0;
        foreach (var copy in job.Copies)
        {
            var one = DatasetFreshness.Of(copy, job.Targets, now);
            if (one.Target is not null) judged++;
            if (one.State is FreshnessState.Late) late++;
            if (one.State is FreshnessState.Broken) broken++;
            if (worst is not { } other || one.CompareUrgency(other) > 0) worst = one;
        }

        return job.Copies.IsEmpty ? Unknown : new(worst, job.Copies.Length, judged, late, broken);
    }

    private sealed record Judgement(FreshnessTargets Targets, long Second, JobFreshness Freshness);

    /// <summary>All of a job's copies, the worst first.</summary>
    public static ImmutableArray<DatasetFreshness> DatasetsOf(JobStatus job, DateTimeOffset now) =>
        job.Copies.Select(copy => DatasetFreshness.Of(copy, job.Targets, now)).ToImmutableArray().Sort((left, right) => right.CompareUrgency(left));
}
