using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Pruning;

/// <summary>Events 3100-3199.</summary>
internal static partial class PruningLog
{
    [LoggerMessage(3100, LogLevel.Error, "prune {Side}: cannot list filesystems: {Error}")]
    public static partial void ListingFailed(this ILogger logger, PruneSide side, string error);

    [LoggerMessage(3101, LogLevel.Warning, "prune {Side}: cannot list filesystems, trying again in {Interval}: {Error}")]
    public static partial void ListingIsTriedAgain(this ILogger logger, PruneSide side, TimeSpan interval, string error);

    [LoggerMessage(3102, LogLevel.Information, "waiting up to {Window} for the connection")]
    public static partial void WaitingForConnection(this ILogger logger, TimeSpan window);

    [LoggerMessage(3103, LogLevel.Information, "{Filesystem}: destroyed {Count} snapshot(s)")]
    private static partial void DestroyedSome(this ILogger logger, DatasetPath filesystem, int count);

    [LoggerMessage(3104, LogLevel.Information, "{Filesystem}: snapshot {Snapshot} is not destroyed: {Reason}")]
    private static partial void IsHeld(this ILogger logger, DatasetPath filesystem, string snapshot, string reason);

    [LoggerMessage(3105, LogLevel.Error, "{Filesystem}: {Error}")]
    private static partial void Failed(this ILogger logger, DatasetPath filesystem, string error);

    [LoggerMessage(3106, LogLevel.Warning, "{Filesystem}: connection lost: {Error}")]
    private static partial void LostConnection(this ILogger logger, DatasetPath filesystem, string error);

    [LoggerMessage(3107, LogLevel.Error, "{Filesystem}: failed because of a mistake in zrepl")]
    private static partial void Crashed(this ILogger logger, DatasetPath filesystem, Exception failure);

    [LoggerMessage(3108, LogLevel.Information, "{Filesystem}: {Snapshots} would go but cannot: held by somebody ('zfs holds' tells by whom, 'zfs release' lets go)")]
    private static partial void CannotGo(this ILogger logger, DatasetPath filesystem, string snapshots);

    /// <summary>Tells which snapshots somebody else keeps. What zrepl itself needs is no news.</summary>
    public static void Planned(this ILogger logger, FilesystemPrunePlan.Planned plan)
    {
        var names = string.Join(", ", plan.Held.Where(held => held.IsBySomebody).Select(held => "@" + held.Name));
        if (names.Length > 0) logger.CannotGo(plan.Path, names);
    }

    /// <summary>Tells what became of one filesystem.</summary>
    public static void Destroyed(this ILogger logger, DatasetPath filesystem, DestroyAnswers answers)
    {
        if (answers.Destroyed > 0) logger.DestroyedSome(filesystem, answers.Destroyed);
        foreach (var held in answers.Held) logger.IsHeld(filesystem, held.Name, held.Reason);
        if (answers.Error.Length > 0) logger.Failed(filesystem, answers.Error);
    }

    /// <summary>Tells a failure at the level it deserves; a cancellation is none.</summary>
    public static void FilesystemFailed(this ILogger logger, DatasetPath filesystem, FailureClass failureClass, Exception failure)
    {
        if (failureClass == FailureClass.Cancelled) return;
        if (failureClass == FailureClass.Connectivity) logger.LostConnection(filesystem, failure.Message);
        else if (FailureText.IsExpected(failure)) logger.Failed(filesystem, failure.Message);
        else logger.Crashed(filesystem, failure);
    }
}
