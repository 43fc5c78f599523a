using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Tracing;

internal static partial class TracingLog // events 2400-2499
{
    [LoggerMessage(2401, LogLevel.Warning, "the trace of this run cannot be recorded: {Job} {Invocation}")]
    public static partial void RecordingFailed(this ILogger logger, string job, long invocation, Exception failure);

    [LoggerMessage(2402, LogLevel.Warning, "the traces of {Runs} runs were not written to their end: the disk did not take them in time")]
    public static partial void RecordingGivenUp(this ILogger logger, int runs);

    [LoggerMessage(2404, LogLevel.Warning, "the recording of everything cannot be written to its end: {Trace}")]
    public static partial void EverythingNotRecorded(this ILogger logger, string trace, Exception failure);

    [LoggerMessage(2403, LogLevel.Error, "runs are no longer recorded until the daemon is restarted")]
    public static partial void RecordingEnded(this ILogger logger, Exception mistake);
}
