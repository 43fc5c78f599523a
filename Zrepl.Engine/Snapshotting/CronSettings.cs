using Zrepl.Engine.Schedules;

namespace Zrepl.Engine.Snapshotting;

/// <summary>When a cron snapshotter acts.</summary>
internal sealed record CronSettings
{
    /// <summary>The fire times.</summary>
    public required ISchedule Schedule { get; init; }

    /// <summary>Name of the task in traces; differs between kinds of jobs.</summary>
    public required string TraceTask { get; init; }
}
