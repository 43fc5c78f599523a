using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>Log events 2100 to 2199: sending and receiving endpoints.</summary>
internal static partial class EndpointLog
{
    [LoggerMessage(2100, LogLevel.Warning, "found v1-replication cursor bookmarks on {Filesystem}, consider running migration 'replication-cursor:v1-v2' after successful replication with this zrepl version")]
    public static partial void FoundCursorV1(this ILogger logger, DatasetPath filesystem);

    [LoggerMessage(2101, LogLevel.Information, "cannot protect {From} of {Filesystem} by a tentative cursor: this ZFS cannot make a bookmark of a bookmark")]
    public static partial void CannotCloneBookmark(this ILogger logger, DatasetPath filesystem, string from);

    [LoggerMessage(2102, LogLevel.Warning, "received {Snapshot}, but ZFS complained: {Warning}")]
    public static partial void ReceivedWithWarning(this ILogger logger, SnapshotPath snapshot, string warning);

    [LoggerMessage(2103, LogLevel.Information, "created placeholder filesystem {Filesystem}")]
    public static partial void CreatedPlaceholder(this ILogger logger, DatasetPath filesystem);

    [LoggerMessage(2104, LogLevel.Warning, "discarded partly received state of {Filesystem}: the sender did not continue it")]
    public static partial void DiscardedPartialState(this ILogger logger, DatasetPath filesystem);

    [LoggerMessage(2109, LogLevel.Warning, "discarded partly received state of {Filesystem}, which can never be continued: {Reason}")]
    public static partial void DroppedPartialState(this ILogger logger, DatasetPath filesystem, string reason);

    [LoggerMessage(2105, LogLevel.Error, "cannot restore the placeholder mark of {Filesystem} after a failed receive: {Err}")]
    public static partial void CannotRestorePlaceholder(this ILogger logger, DatasetPath filesystem, string err);

    [LoggerMessage(2106, LogLevel.Warning, "cannot remove the mark zrepl:placeholder_replacing from {Filesystem}: {Err}")]
    public static partial void CannotRemoveMarker(this ILogger logger, DatasetPath filesystem, string err);

    [LoggerMessage(2107, LogLevel.Information, "resumed initial receive of {Filesystem}: the properties of the first attempt may be missing until the next step")]
    public static partial void ResumedWithoutProperties(this ILogger logger, DatasetPath filesystem);

    [LoggerMessage(2108, LogLevel.Warning, "{Version} of {Filesystem} was received, but is gone here: the replication cursor stays where it was until the next step")]
    public static partial void ConfirmedVersionGone(this ILogger logger, DatasetPath filesystem, string version);
}
