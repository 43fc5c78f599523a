namespace Zrepl.Engine.Snapshotting;

/// <summary>What is the same for the snapshotters of all jobs.</summary>
public sealed record SnapshottingOptions
{
    /// <summary>
    /// How far away the first run of a periodic snapshotter must be for datasets without snapshots to be named in a warning
    /// (<c>ZREPL_SNAPPER_SYNCUP_WARN_MIN_DURATION</c>). Default 1 s.
    /// </summary>
    public TimeSpan SyncUpWarnMinimum { get; set; } = TimeSpan.FromSeconds(1);
}
