using System.Collections.Immutable;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// An endpoint whose ZFS can be asked how much room destroying snapshots gives back. Not one on another machine: the protocol has no such question.
/// </summary>
public interface IReclaimEstimates
{
    /// <summary>Asks, and destroys nothing: one <c>zfs</c> process.</summary>
    /// <param name="filesystem">The sender's path, also on a receiver.</param>
    /// <param name="snapshots">Its snapshots that would go.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Bytes as ZFS estimates them for all of them together; null if it could not tell.</returns>
    Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation);
}
