using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Progress;

/// <summary>Events 3090-3099.</summary>
internal static partial class ProgressLog
{
    [LoggerMessage(3090, LogLevel.Warning, "{Phase}: no progress for {Quiet}; waiting for: {InFlight}")]
    public static partial void PhaseStalled(this ILogger logger, string phase, TimeSpan quiet, string inFlight);

    [LoggerMessage(3091, LogLevel.Information, "{Phase}: goes on after a stall")]
    public static partial void PhaseGoesOn(this ILogger logger, string phase);

    [LoggerMessage(3092, LogLevel.Error, "{Phase}: cancelled after no progress for {Quiet}; was waiting for: {InFlight}")]
    public static partial void PhaseCancelled(this ILogger logger, string phase, TimeSpan quiet, string inFlight);

    [LoggerMessage(3093, LogLevel.Error, "a reader of reports failed; it is told later reports none the less")]
    public static partial void ReportReaderFailed(this ILogger logger, Exception failure);
}
