using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What the receiver has, asked only if something depends on it: the list of its filesystems once, the versions of one at a time.</summary>
public sealed class ReceivedFilesystems
{
    private readonly IReceiver _receiver;
    private readonly Lock _lock = new();
    private Task<HashSet<DatasetPath>>? _listing;

    private ReceivedFilesystems(IReceiver receiver) => _receiver = receiver;

    /// <summary>Asks a receiver if replication leaves no cursor on the sender; null if it does.</summary>
    public static ReceivedFilesystems? IfNeeded(IReceiver receiver, Protection protection) =>
        protection is { Initial: not ProtectionKind.Nothing, Incremental: not ProtectionKind.Nothing } ? null : new(receiver);

    /// <summary>The versions of a filesystem there; none if it is not there.</summary>
    /// <exception cref="EndpointException">The receiver does not answer.</exception>
    public async Task<ImmutableArray<FilesystemVersion>> VersionsOfAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        Task<HashSet<DatasetPath>> listing;
        lock (_lock) listing = _listing ??= ListAsync(cancellation);
        return (await listing).Contains(filesystem) ? await _receiver.ListVersionsAsync(filesystem, cancellation) : [];
    }

    private async Task<HashSet<DatasetPath>> ListAsync(CancellationToken cancellation) =>
        [.. (await _receiver.ListFilesystemsAsync(cancellation)).Where(filesystem => !filesystem.IsPlaceholder).Select(filesystem => filesystem.Path)];
}
