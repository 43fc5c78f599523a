using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Logging;

internal static partial class LoggingLog // events 2500-2599
{
    [LoggerMessage(2501, LogLevel.Error, "tracing: {Problem}")]
    public static partial void TraceProblem(this ILogger logger, string problem);
}
