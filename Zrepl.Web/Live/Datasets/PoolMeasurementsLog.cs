namespace Zrepl.Web.Live.Datasets;

internal static partial class PoolMeasurementsLog // events 4270-4279
{
    [LoggerMessage(4270, LogLevel.Warning, "how full the pools are cannot be measured: {Problem}; tried again in {Interval}")]
    public static partial void PoolsNotMeasured(this ILogger logger, string problem, TimeSpan interval);
}
