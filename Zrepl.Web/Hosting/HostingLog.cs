namespace Zrepl.Web.Hosting;

internal static partial class HostingLog // events 4500-4599
{
    [LoggerMessage(4500, LogLevel.Information, "{Version}")]
    public static partial void Version(this ILogger logger, string version);

    [LoggerMessage(4501, LogLevel.Information, "starting daemon")]
    public static partial void StartingDaemon(this ILogger logger);

    [LoggerMessage(4502, LogLevel.Information, "dashboard listens on {Addresses}")]
    public static partial void DashboardListens(this ILogger logger, string addresses);

    [LoggerMessage(4503, LogLevel.Information, "got {Signal}, ending; a second one ends at once")]
    public static partial void GotSignal(this ILogger logger, string signal);

    [LoggerMessage(4504, LogLevel.Information, "waiting for jobs to finish")]
    public static partial void WaitingForJobs(this ILogger logger);

    [LoggerMessage(4505, LogLevel.Information, "daemon exiting")]
    public static partial void DaemonExiting(this ILogger logger);

    [LoggerMessage(4506, LogLevel.Warning, "configuration: {Problem}")]
    public static partial void ConfigurationWarning(this ILogger logger, string problem);

    [LoggerMessage(4507, LogLevel.Error, "the configuration was not reloaded, the old one stays in force: {Problem}")]
    public static partial void NotReloaded(this ILogger logger, string problem);

    [LoggerMessage(4508, LogLevel.Information, "configuration reloaded: {Summary}")]
    public static partial void Reloaded(this ILogger logger, string summary);

    [LoggerMessage(4509, LogLevel.Warning, "{Setting} changed; it takes effect at the next start of the daemon")]
    public static partial void NeedsRestart(this ILogger logger, string setting);

    [LoggerMessage(4510, LogLevel.Warning, "this daemon works on a simulated machine: nothing of the pools of this one is read, sent or destroyed")]
    public static partial void OnSimulatedMachine(this ILogger logger);

    [LoggerMessage(4511, LogLevel.Information, "metrics for Prometheus at {Address}")]
    public static partial void MetricsListen(this ILogger logger, string address);

    [LoggerMessage(4512, LogLevel.Error, "cannot listen on {Address} for Prometheus: {Reason}; trying again in {Seconds} s")]
    public static partial void CannotListenForMetrics(this ILogger logger, string address, string reason, double seconds);

    [LoggerMessage(4513, LogLevel.Information, "profiling listener at {Address}: whoever reaches it sees traces and metrics")]
    public static partial void PprofListens(this ILogger logger, string address);

    [LoggerMessage(4514, LogLevel.Information, "profiling listener closed")]
    public static partial void PprofClosed(this ILogger logger);

    [LoggerMessage(4515, LogLevel.Error, "cannot listen on {Address} for profiling: {Reason}")]
    public static partial void CannotListenForPprof(this ILogger logger, string address, string reason);

    [LoggerMessage(4516, LogLevel.Warning, "not everything of the dashboard ended within {Patience}; it is left behind")]
    public static partial void EndsLate(this ILogger logger, string patience);
}
