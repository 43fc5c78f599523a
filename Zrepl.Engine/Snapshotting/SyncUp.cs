using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Looks at the datasets' snapshots for the sync point and tells the log what it saw.</summary>
internal sealed class SyncUp(PeriodicSettings settings, SnapshotEnvironment environment)
{
    /// <summary>Finds the sync point.</summary>
    /// <returns>The instant, or the reason why there is none.</returns>
    public async Task<(DateTimeOffset? At, string? Error)> FindAsync(CancellationToken cancellation)
    {
        var logger = environment.Logger;
        try
        {
            logger.FindingSyncPoint();
            var filesystems = await environment.Target.ListFilesystemsAsync(cancellation);
            var newest = await environment.Target.FindNewestAsync(filesystems, environment.Naming.Prefix, cancellation);
            var found = SyncPoint.Find(newest, environment.Clock.GetUtcNow(), settings.Interval);
            foreach (var (filesystem, error) in found.Errors) logger.NoSyncPointFor(filesystem.Text, error);
            if (found.At is not { } at) return (null, "hard errors in determining sync point for every matching filesystem");
            logger.SyncPointFound(at);
            foreach (var (filesystem, creation) in found.Ignored) logger.IgnoredForSyncPoint(filesystem.Text, creation);
            if (at - environment.Clock.GetUtcNow() > settings.SyncUpWarnMinimum)
                foreach (var filesystem in found.WithoutSnapshots) logger.WaitsForSyncPoint(filesystem.Text, at);
            return (at, null);
        }
        catch (ZfsException failure)
        {
            return (null, failure.Message);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            logger.RunFailedUnexpectedly(failure);
            return (null, $"unexpected error: {failure.Message}");
        }
    }
}
