using System.Collections.Immutable;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// A receiver that can be looked at without being changed: a listing for a run releases what a process left that died, one for a preview only counts that as gone.
/// Not one on another machine, which cannot be told which of the two is wanted.
/// </summary>
public interface IUntouchedListing
{
    /// <summary>The versions as <see cref="IEndpoint.ListVersionsAsync"/> would leave and list them.</summary>
    /// <param name="filesystem">The sender's path.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task<ImmutableArray<FilesystemVersion>> LookAtVersionsAsync(DatasetPath filesystem, CancellationToken cancellation);
}
