
namespace Zrepl.Web.Data;

internal static partial class HistoryLog // events 4000-4099
{
    [LoggerMessage(4000, LogLevel.Warning, "history: {Problem}. Jobs go on; what they do is not remembered until this is mended")]
    public static partial void Degraded(this ILogger logger, string problem);

    [LoggerMessage(4020, LogLevel.Error, "history: failed in a way that is not known; please report it")]
    public static partial void UnknownFailure(this ILogger logger, Exception failure);

    [LoggerMessage(4001, LogLevel.Information, "history: works again, {Dropped} entries were lost since the start")]
    public static partial void WorksAgain(this ILogger logger, long dropped);

    [LoggerMessage(4002, LogLevel.Error, "history: {Path} is damaged ({Problem}); it was set aside as {SetAside}, and a new one begun")]
    public static partial void SetAside(this ILogger logger, string path, string setAside, string problem);

    [LoggerMessage(4003, LogLevel.Error, "history: an entry cannot be stored and is left out: {Entry}")]
    public static partial void EntryRefused(this ILogger logger, Exception failure, string entry);

    [LoggerMessage(4004, LogLevel.Warning, "history: {Path} does not keep up with what is to be written, and the queue is full: entries are lost until there is room again")]
    public static partial void QueueFull(this ILogger logger, string path);

    [LoggerMessage(4008, LogLevel.Information, "history: keeps up again; {Lost} entries were lost")]
    public static partial void CaughtUp(this ILogger logger, long lost);

    [LoggerMessage(4005, LogLevel.Information, "history: deleted {Runs} runs older than {Age}")]
    public static partial void Trimmed(this ILogger logger, int runs, TimeSpan age);

    [LoggerMessage(4006, LogLevel.Warning, "history: what is known of job {Job} from before cannot be read: {Problem}")]
    public static partial void CannotLoadState(this ILogger logger, string job, string problem);

    [LoggerMessage(4007, LogLevel.Warning, "history: a version of the configuration is not kept: {Problem}")]
    public static partial void VersionNotKept(this ILogger logger, string problem);
}
