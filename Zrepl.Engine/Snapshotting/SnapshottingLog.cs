using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Snapshotting;

// Messages and field names that upstream has are upstream's: people search for them.
internal static partial class SnapshottingLog // events 3200-3299
{
    [LoggerMessage(3200, LogLevel.Debug, "examine filesystem state to find sync point")]
    public static partial void FindingSyncPoint(this ILogger logger);

    [LoggerMessage(3201, LogLevel.Error, "cannot determine optimal sync point for this filesystem")]
    public static partial void NoSyncPointFor(this ILogger logger, string fs, string err);

    [LoggerMessage(3202, LogLevel.Information, "determined sync point")]
    public static partial void SyncPointFound(this ILogger logger, DateTimeOffset syncPoint);

    [LoggerMessage(3203, LogLevel.Warning, "filesystem will not be snapshotted until sync point")]
    public static partial void WaitsForSyncPoint(this ILogger logger, string fs, DateTimeOffset syncPoint);

    [LoggerMessage(3204, LogLevel.Information, "filesystem has no recent snapshot and does not take part in finding the sync point")]
    public static partial void IgnoredForSyncPoint(this ILogger logger, string fs, DateTimeOffset newest);

    [LoggerMessage(3205, LogLevel.Debug, "state transition")]
    public static partial void StateChanged(this ILogger logger, string transition);

    [LoggerMessage(3206, LogLevel.Error, "snapshotting error")]
    public static partial void SnapshottingFailed(this ILogger logger, string err);

    [LoggerMessage(3207, LogLevel.Information, "{Created} snapshots taken in {Elapsed}")]
    public static partial void RunFinished(this ILogger logger, int created, TimeSpan elapsed);

    [LoggerMessage(3208, LogLevel.Warning, "snapshots were late or took long: {Missed} points of the schedule have passed and are not made up for, next at {Next}")]
    public static partial void PointsMissed(this ILogger logger, int missed, DateTimeOffset next);

    [LoggerMessage(3209, LogLevel.Warning, "snapshotting triggered according to cron rules but previous snapshotting is not done; not taking a snapshot this time")]
    public static partial void CronOverlap(this ILogger logger);

    [LoggerMessage(3210, LogLevel.Error, "cannot create snapshot")]
    public static partial void SnapshotNotCreated(this ILogger logger, string fs, string snap, string err);

    [LoggerMessage(3211, LogLevel.Warning, "hook did not match any snapshotted filesystems")]
    public static partial void HookDidNotMatch(this ILogger logger, string hook, int hookNumber);

    [LoggerMessage(3212, LogLevel.Warning, "{HeldBack} of {Batch} snapshots were not taken because of others in the same command; trying them again")]
    public static partial void BatchHeldBack(this ILogger logger, int heldBack, int batch);

    [LoggerMessage(3213, LogLevel.Warning, "{Batch} snapshots could not be taken together; trying one after the other: {Reason}")]
    public static partial void BatchFailed(this ILogger logger, int batch, string reason);

    [LoggerMessage(3215, LogLevel.Error, "snapshot run ended by an unexpected error; the next one is not affected")]
    public static partial void RunFailedUnexpectedly(this ILogger logger, Exception failure);

    [LoggerMessage(3216, LogLevel.Error, "the job could not take note of its snapshots")]
    public static partial void OwnerFailed(this ILogger logger, Exception failure);

    [LoggerMessage(3217, LogLevel.Error, "the cron expression never matches; no snapshots will be taken: {Schedule}")]
    public static partial void CronNeverMatches(this ILogger logger, string schedule);

    [LoggerMessage(3218, LogLevel.Warning, "the wall clock was set; next snapshots at {Next}")]
    public static partial void ClockStepped(this ILogger logger, DateTimeOffset next);

    [LoggerMessage(3219, LogLevel.Information, "snapshot run was cancelled: {Reason}")]
    public static partial void RunCancelled(this ILogger logger, string reason);
}
