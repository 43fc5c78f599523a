namespace Zrepl.Web.Demo;

internal static partial class DemoLog // events 4600-4699
{
    [LoggerMessage(4600, LogLevel.Debug, "demo: nothing was written to {Dataset}: {Reason}")]
    public static partial void NotWritten(this ILogger logger, string dataset, string reason);

    [LoggerMessage(4601, LogLevel.Warning, "demo: {Story}; this heals in {Duration}")]
    public static partial void FaultBegins(this ILogger logger, string story, TimeSpan duration);

    [LoggerMessage(4602, LogLevel.Information, "demo: over: {Story}")]
    public static partial void FaultEnds(this ILogger logger, string story);

    [LoggerMessage(4603, LogLevel.Information, "demo: not now: {Story}: {Reason}")]
    public static partial void FaultSkipped(this ILogger logger, string story, string reason);
}
