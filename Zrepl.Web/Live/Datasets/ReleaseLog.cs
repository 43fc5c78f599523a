namespace Zrepl.Web.Live.Datasets;

internal static partial class ReleaseLog // events 4280-4289
{
    [LoggerMessage(4280, LogLevel.Warning, "taken away on request of a visitor of the dashboard: {Guarantee}")]
    public static partial void Released(this ILogger logger, string guarantee);

    [LoggerMessage(4281, LogLevel.Error, "a visitor of the dashboard asked to take away {Guarantee}, which failed: {Problem}")]
    public static partial void NotReleased(this ILogger logger, string guarantee, string problem);
}
