namespace Zrepl.Engine.Freshness;

/// <summary>How a copy compares with its target. In order of urgency, the least first.</summary>
public enum FreshnessState
{
    /// <summary>Nobody minds how old it is.</summary>
    Untargeted,

    /// <summary>Young enough.</summary>
    Ok,

    /// <summary>There is no copy yet, and there need not be one by now.</summary>
    Waiting,

    /// <summary>Older than its target and the grace.</summary>
    Late,

    /// <summary>It does not become younger by itself, or there is none although there should be.</summary>
    Broken,
}

/// <summary>A copy, judged.</summary>
/// <param name="Copy">The copy.</param>
/// <param name="Target">How old it may be, or null.</param>
/// <param name="State">How it compares.</param>
/// <param name="Age">How old it is; null if there is none.</param>
public readonly record struct DatasetFreshness(DatasetCopy Copy, FreshnessTarget? Target, FreshnessState State, TimeSpan? Age)
{
    /// <summary>True if somebody should know.</summary>
    public bool IsAlarming => State is FreshnessState.Late or FreshnessState.Broken;

    /// <summary>Judges: a pure function of the time.</summary>
    public static DatasetFreshness Of(DatasetCopy copy, FreshnessTargets targets, DateTimeOffset now)
    {
        var target = targets.Of(copy.Dataset);
        var age = copy.TakenAt is { } taken ? Positive(now - taken) : (TimeSpan?)null;
        return new(copy, target, StateOf(copy, target, age, now), age);
    }

    /// <summary>More urgent is larger.</summary>
    public int CompareUrgency(DatasetFreshness other)
    {
        var byState = State.CompareTo(other.State);
        if (byState != 0) return byState;
        var byAge = Burden.CompareTo(other.Burden);
        return byAge != 0 ? byAge : string.CompareOrdinal(other.Copy.Dataset, Copy.Dataset);
    }

    // A dataset at half of its hour is worse than one at a tenth of its day.
    private double Burden => Age is not { } age ? double.MaxValue : Target is { } target ? age / target.LateFrom : age.TotalDays;

    private static FreshnessState StateOf(DatasetCopy copy, FreshnessTarget? target, TimeSpan? age, DateTimeOffset now)
    {
        if (target is null) return FreshnessState.Untargeted;
        if (copy.NeedsSomebody) return FreshnessState.Broken;
        if (age is null) return now - copy.FirstSeenAt > target.LateFrom ? FreshnessState.Broken : FreshnessState.Waiting;
        return age > target.LateFrom ? FreshnessState.Late : FreshnessState.Ok;
    }

    // Clocks of two machines differ a little.
    private static TimeSpan Positive(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
