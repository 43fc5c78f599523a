using System.Collections.Immutable;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// One side of a replication, on this machine or on another; callers must not know which. Failures of the other side arrive as
/// exceptions that <see cref="Failures.FailureClasses"/> classifies; a failed call leaves the endpoint usable.
/// </summary>
public interface IEndpoint
{
    /// <summary>Returns once the endpoint answers. At once for an endpoint of this process.</summary>
    Task WaitForConnectivityAsync(CancellationToken cancellation);

    /// <summary>
    /// The datasets this endpoint shows, in order of name. Begins a new look at the disk: what <see cref="ListVersionsAsync"/> says
    /// afterwards is at least as new.
    /// </summary>
    Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation);

    /// <summary>Snapshots and bookmarks of one dataset in order of createtxg, zrepl's own bookmarks included.</summary>
    /// <param name="filesystem">The sender's path, also on a receiver.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="EndpointException">The dataset does not exist or the endpoint does not allow access to it.</exception>
    Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation);

    /// <summary>Destroys snapshots of one dataset. Each name is destroyed only if it still has the guid given.</summary>
    /// <returns>One result for each snapshot, in the order given.</returns>
    /// <exception cref="EndpointException">Nothing was destroyed: no access, or something in the list is not a snapshot.</exception>
    Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation);
}
