using System.Collections.Immutable;
using System.Diagnostics;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What the receiver has, asked only if something depends on it: the list of its filesystems once, the versions of one at a time.</summary>
/// <param name="receiver">The receiver.</param>
public sealed class ReceivedFilesystems(IReceiver receiver)
{
    // Of ten thousand datasets not each waits for a receiver that is away.
    private static readonly TimeSpan FailedFor = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task<HashSet<DatasetPath>>? _listing;
    private long _askedAt;

    /// <summary>The versions of a filesystem there; none if it is not there.</summary>
    /// <exception cref="EndpointException">The receiver does not answer.</exception>
    public async Task<ImmutableArray<FilesystemVersion>> VersionsOfAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        Task<HashSet<DatasetPath>> listing;
        lock (_lock)
        {
            if (_listing is null || (_listing.IsCompleted && !_listing.IsCompletedSuccessfully && Stopwatch.GetElapsedTime(_askedAt) > FailedFor))
                (_listing, _askedAt) = (ListAsync(cancellation), Stopwatch.GetTimestamp());
            listing = _listing;
        }

        return (await listing).Contains(filesystem) ? await receiver.ListVersionsAsync(filesystem, cancellation) : [];
    }

    private async Task<HashSet<DatasetPath>> ListAsync(CancellationToken cancellation) =>
        [.. (await receiver.ListFilesystemsAsync(cancellation)).Where(filesystem => !filesystem.IsPlaceholder).Select(filesystem => filesystem.Path)];
}
