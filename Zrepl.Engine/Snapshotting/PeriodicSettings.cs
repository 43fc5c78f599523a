namespace Zrepl.Engine.Snapshotting;

/// <summary>When a periodic snapshotter acts.</summary>
internal sealed record PeriodicSettings
{
    /// <summary>Distance between runs, positive.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>From which wait on datasets without snapshots are named in the log (<c>ZREPL_SNAPPER_SYNCUP_WARN_MIN_DURATION</c>).</summary>
    public TimeSpan SyncUpWarnMinimum { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Name of the task in traces; differs between kinds of jobs.</summary>
    public required string TraceTask { get; init; }
}
