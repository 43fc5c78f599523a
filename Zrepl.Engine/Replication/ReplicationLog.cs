using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication;

/// <summary>Events 3000-3079; 3080-3089 belong to <see cref="Stalls.StallGuard"/>, 3090-3099 to <see cref="Progress.ProgressWatchdog"/>. Messages are upstream's if it has one.</summary>
internal static partial class ReplicationLog
{
    [LoggerMessage(3000, LogLevel.Debug, "begin run")]
    public static partial void RunBegins(this ILogger logger);

    [LoggerMessage(3001, LogLevel.Debug, "start attempt {AttemptNumber}")]
    public static partial void AttemptBegins(this ILogger logger, int attemptNumber);

    [LoggerMessage(3002, LogLevel.Debug, "start planning")]
    public static partial void PlanningBegins(this ILogger logger);

    [LoggerMessage(3003, LogLevel.Debug, "{Filesystem}: assessing filesystem")]
    public static partial void AssessingFilesystem(this ILogger logger, DatasetPath filesystem);

    [LoggerMessage(3004, LogLevel.Debug, "{Filesystem}: filesystem planning finished")]
    public static partial void FilesystemPlanned(this ILogger logger, DatasetPath filesystem);

    [LoggerMessage(3005, LogLevel.Information, "{Filesystem}: conflict automatically resolved: {Conflict}")]
    public static partial void ConflictResolved(this ILogger logger, DatasetPath filesystem, string conflict);

    [LoggerMessage(3008, LogLevel.Debug, "{Filesystem}: conflict automatically resolved: {Conflict}")] // not news in every run
    public static partial void UpToDate(this ILogger logger, DatasetPath filesystem, string conflict);

    [LoggerMessage(3006, LogLevel.Warning,
        "{Filesystem}: resume token unusable, the progress of a step is discarded (toname {ToName}, toguid {ToGuid}): {Reason}")]
    public static partial void ResumeTokenUnusable(
        this ILogger logger, DatasetPath filesystem, string? toName, ulong? toGuid, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "{Filesystem}: cannot check the replication cursor")]
    public static partial void CursorUnknown(this ILogger logger, DatasetPath filesystem, Exception failure);

    [LoggerMessage(3009, LogLevel.Information, "{Filesystem}: the replication cursor was repaired, it stands at {Snapshot}")]
    public static partial void CursorRepaired(this ILogger logger, DatasetPath filesystem, string snapshot);

    [LoggerMessage(3010, LogLevel.Warning, "{Filesystem}: cannot repair the replication cursor")]
    public static partial void CursorNotRepaired(this ILogger logger, DatasetPath filesystem, Exception failure);

    [LoggerMessage(3011, LogLevel.Debug, "{Filesystem}: cannot estimate the size of a later step")]
    public static partial void LateEstimateFailed(this ILogger logger, DatasetPath filesystem, Exception failure);

    [LoggerMessage(3012, LogLevel.Warning, "{Filesystem}: closing the send stream failed, after the step had failed")]
    public static partial void StreamNotClosed(this ILogger logger, DatasetPath filesystem, Exception failure);

    [LoggerMessage(3013, LogLevel.Information, "{Filesystem}: sent {Bytes} bytes up to {To} in {Elapsed}")]
    public static partial void StepFinished(this ILogger logger, DatasetPath filesystem, long bytes, string to, TimeSpan elapsed);

    [LoggerMessage(3014, LogLevel.Warning, "no filesystems were considered for replication")]
    public static partial void NoFilesystems(this ILogger logger);

    [LoggerMessage(3015, LogLevel.Warning, "the connection was lost, or streams stood still, too often without anything done; gave up after attempt {Attempts}")]
    public static partial void AttemptsExhausted(this ILogger logger, int attempts);

    [LoggerMessage(3016, LogLevel.Information, "waiting up to {Window} for the connection")]
    public static partial void ReconnectWaitBegins(this ILogger logger, TimeSpan window);

    [LoggerMessage(3017, LogLevel.Error, "{Unreachable}")]
    public static partial void ReconnectFailed(this ILogger logger, string unreachable);

    [LoggerMessage(3018, LogLevel.Error, "{Filesystem}: {Error}")]
    private static partial void FilesystemFailed(this ILogger logger, DatasetPath filesystem, string error);

    [LoggerMessage(3019, LogLevel.Error, "{Filesystem}: failed because of a mistake in zrepl")]
    private static partial void FilesystemCrashed(this ILogger logger, DatasetPath filesystem, Exception failure);

    [LoggerMessage(3020, LogLevel.Warning, "{Filesystem}: connection lost: {Error}")]
    private static partial void ConnectionLost(this ILogger logger, DatasetPath filesystem, string error);

    [LoggerMessage(3021, LogLevel.Debug, "{Filesystem}: not continued, the connection is lost")]
    private static partial void ConnectionLostBefore(this ILogger logger, DatasetPath filesystem);

    [LoggerMessage(3022, LogLevel.Error, "cannot list the filesystems of both sides: {Error}")]
    private static partial void ListingFailed(this ILogger logger, string error, Exception? failure);

    [LoggerMessage(3023, LogLevel.Warning, "cannot list the filesystems of both sides, connection lost: {Error}")]
    private static partial void ListingLostConnection(this ILogger logger, string error);

    /// <summary>Tells a failure at the level it deserves: cancellation is none, a lost connection is told once.</summary>
    public static void FilesystemFailed(this ILogger logger, DatasetPath filesystem, FilesystemFailure failure, bool isFirstToSee)
    {
        if (failure.Class == FailureClass.Cancelled) return;
        if (failure.Class == FailureClass.Connectivity && isFirstToSee) logger.ConnectionLost(filesystem, failure.Text);
        else if (failure.Class == FailureClass.Connectivity) logger.ConnectionLostBefore(filesystem);
        else if (failure.Exception is { } exception && !FailureText.IsExpected(exception)) logger.FilesystemCrashed(filesystem, exception);
        else logger.FilesystemFailed(filesystem, failure.Text);
    }

    /// <summary>Tells why an attempt ended before it knew any filesystem.</summary>
    public static void AttemptFailed(this ILogger logger, FilesystemFailure failure)
    {
        if (failure.Class == FailureClass.Connectivity) logger.ListingLostConnection(failure.Text);
        else if (failure.Class == FailureClass.Permanent)
            logger.ListingFailed(failure.Text, failure.Exception is { } e && !FailureText.IsExpected(e) ? e : null);
    }
}
