using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Tracing.Commands;

// Messages and fields as in Go zrepl (spec A1.12). It tells every start and end at info; here only what changes a pool or carries data
// is told at info, when it has ended: a healthy hour should be readable.
internal static partial class ZfsCommandLog // events 2410-2419
{
    [LoggerMessage(2410, LogLevel.Debug, "starting command")]
    public static partial void StartingCommand(this ILogger logger, string cmd);

    [LoggerMessage(2411, LogLevel.Debug, "started command")]
    public static partial void StartedCommand(this ILogger logger, string cmd);

    [LoggerMessage(2412, LogLevel.Error, "cannot start command")]
    public static partial void CannotStartCommand(this ILogger logger, string cmd, Exception failure);

    [LoggerMessage(2413, LogLevel.Debug, "start waiting")]
    public static partial void StartWaiting(this ILogger logger, string cmd);

    [LoggerMessage(EventId = 2414, Message = "command exited with success")]
    public static partial void ExitedWithSuccess(this ILogger logger, LogLevel level, string cmd, double totalTimeS, double systemtimeS, double usertimeS);

    [LoggerMessage(EventId = 2415, Message = "command exited with error")]
    public static partial void ExitedWithError(
        this ILogger logger, LogLevel level, string cmd, CommandExit err, double totalTimeS, double systemtimeS, double usertimeS);

    [LoggerMessage(2416, LogLevel.Warning, "command is still running")]
    public static partial void CommandIsSlow(this ILogger logger, string cmd, TimeSpan after);

    [LoggerMessage(2417, LogLevel.Warning, "command gives no sign of life: its pool may not answer, or be very busy")]
    public static partial void CommandHangs(this ILogger logger, string cmd, TimeSpan quiet);

    [LoggerMessage(2418, LogLevel.Information, "command moves again")]
    public static partial void CommandMovesAgain(this ILogger logger, string cmd);

    [LoggerMessage(2419, LogLevel.Error, "command is ended: it only asks, and gave no sign of life for too long")]
    public static partial void CommandIsEnded(this ILogger logger, string cmd, TimeSpan quiet);
}
