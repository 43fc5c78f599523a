using Microsoft.Extensions.Logging;

namespace Zrepl.Zfs.Commands;

/// <summary>Log events 1000 to 1099: running zfs commands.</summary>
internal static partial class ZfsCommandLog
{
    [LoggerMessage(1001, LogLevel.Warning, "process {ProcessId} was killed and does not end, probably because its pool does not answer (zpool status); it is left behind: {Command}")]
    public static partial void ProcessDoesNotEnd(this ILogger logger, int? processId, ZfsCommand command);

    [LoggerMessage(1002, LogLevel.Information, "process {ProcessId}, which was killed and did not end, has ended at last: {Command}")]
    public static partial void ProcessHasEnded(this ILogger logger, int? processId, ZfsCommand command);

    [LoggerMessage(1003, LogLevel.Warning,
        "process {ProcessId} cannot be killed ({Problem}), probably because a wrapper such as sudo runs it as another user; if it does not end within {Patience} its pipes are closed: {Command}")]
    public static partial void ProcessCannotBeKilled(this ILogger logger, int? processId, string problem, TimeSpan patience, ZfsCommand command);

    [LoggerMessage(1004, LogLevel.Warning,
        "process {ProcessId}, which cannot be killed ({Problem}), does not end; its pipes are closed and it is left behind, look whether it still runs and end it as its user: {Command}")]
    public static partial void ProcessLeftRunning(this ILogger logger, int? processId, string problem, ZfsCommand command);
}
