using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>Log events 2000 to 2049: holds and bookmarks.</summary>
internal static partial class GuaranteeLog
{
    [LoggerMessage(2000, LogLevel.Debug, "destroyed abstraction {Abstraction}")]
    public static partial void RemovedGuarantee(this ILogger logger, Guarantee abstraction);

    [LoggerMessage(2001, LogLevel.Error, "cannot destroy abstraction {Abstraction}: {Err}")]
    public static partial void CannotRemoveGuarantee(this ILogger logger, Guarantee abstraction, string err);

    [LoggerMessage(2002, LogLevel.Error, "cannot list abstractions for filesystem {Filesystem}: {Err}")]
    public static partial void CannotListGuarantees(this ILogger logger, DatasetPath filesystem, string err);
}
