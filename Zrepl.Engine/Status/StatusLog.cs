using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Status;

/// <summary>Events 3400-3499.</summary>
internal static partial class StatusLog
{
    [LoggerMessage(3400, LogLevel.Error, "a subscriber of the status of {Subject} failed; it is told later changes none the less")]
    public static partial void SubscriberFailed(this ILogger logger, string subject, Exception failure);
}
