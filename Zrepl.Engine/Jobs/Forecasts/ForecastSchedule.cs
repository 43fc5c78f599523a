namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>What a job does when, as far as it can be known beforehand.</summary>
/// <param name="Snapshots">When snapshots are taken.</param>
/// <param name="RunsAfterSnapshots">True if the job replicates and prunes after each round of snapshots; false if another job takes them.</param>
/// <param name="Runs">When it does so by its own schedule.</param>
/// <param name="NameAt">How snapshots are named.</param>
internal sealed record ForecastSchedule(DueTimes Snapshots, bool RunsAfterSnapshots, DueTimes Runs, Func<DateTimeOffset, string> NameAt)
{
    /// <summary>What it rests on, in words.</summary>
    public string Basis { get; init; } = "";

    /// <summary>The same for certain rounds: says so where their outcome is open, because two jobs start at the same moment and neither waits for the other.</summary>
    public string BasisOf(IEnumerable<ForecastRound> rounds)
    {
        if (RunsAfterSnapshots || !rounds.Any(round => round is { TakesSnapshots: true, Runs: true })) return Basis;
        return $"{Basis}; some runs begin at the very moment of a snapshot: they are expected to find it, but may come before it and send it one run later";
    }

    /// <summary>Everything up to and including a time, in order; snapshots and a run of the same moment are one round.</summary>
    public IEnumerable<ForecastRound> RoundsUntil(DateTimeOffset end)
    {
        using var snapshots = Snapshots.Until(end).GetEnumerator();
        using var runs = Runs.Until(end).GetEnumerator();
        var (hasSnapshots, hasRun) = (snapshots.MoveNext(), runs.MoveNext());
        while (hasSnapshots || hasRun)
        {
            var isSnapshot = hasSnapshots && (!hasRun || snapshots.Current <= runs.Current);
            var isRun = hasRun && (!hasSnapshots || runs.Current <= snapshots.Current);
            yield return new(isSnapshot ? snapshots.Current : runs.Current, isSnapshot, isRun || RunsAfterSnapshots);
            if (isSnapshot) hasSnapshots = snapshots.MoveNext();
            if (isRun) hasRun = runs.MoveNext();
        }
    }
}
