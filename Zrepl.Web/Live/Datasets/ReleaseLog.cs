namespace Zrepl.Web.Live.Datasets;

internal static partial class ReleaseLog // events 4400-4499
{
    [LoggerMessage(4400, LogLevel.Warning, "taken away on request of a visitor of the dashboard: {Guarantee}")]
    public static partial void Released(this ILogger logger, string guarantee);

    [LoggerMessage(4401, LogLevel.Error, "a visitor of the dashboard asked to take away {Guarantee}, which failed: {Problem}")]
    public static partial void NotReleased(this ILogger logger, string guarantee, string problem);
}
