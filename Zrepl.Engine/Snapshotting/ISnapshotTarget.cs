using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Where a job takes its snapshots: the datasets its <c>filesystems</c> filter selects on this machine.</summary>
public interface ISnapshotTarget
{
    /// <summary>The datasets the job's filter selects now, so that new ones join with the next run.</summary>
    /// <exception cref="ZfsException">They could not be listed.</exception>
    Task<ImmutableArray<DatasetPath>> ListFilesystemsAsync(CancellationToken cancellation);

    /// <summary>Looks for the newest snapshot, by createtxg, whose name begins with a prefix.</summary>
    /// <param name="filesystems">As listed.</param>
    /// <param name="prefix">The job's prefix.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <returns>One answer for each dataset; a dataset that cannot be listed has its error there.</returns>
    /// <exception cref="ZfsException">Nothing could be listed at all.</exception>
    Task<ImmutableArray<NewestSnapshot>> FindNewestAsync(
        ImmutableArray<DatasetPath> filesystems, string prefix, CancellationToken cancellation);

    /// <summary>
    /// Takes snapshots of several datasets of one pool at the same moment: one <c>zfs snapshot</c> command, which ZFS executes wholly or
    /// not at all. Never called for the same dataset twice in one call.
    /// </summary>
    /// <param name="snapshots">Full names in one pool, at least one, at most 100 kB together.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <returns>
    /// One outcome for each, in the order given. After a failure those ZFS complained about are <see cref="SnapshotOutcome.Refused"/>
    /// and the others <see cref="SnapshotOutcome.HeldBack"/>.
    /// </returns>
    /// <exception cref="ZfsException">The whole command failed and nothing says because of which snapshot.</exception>
    Task<ImmutableArray<SnapshotOutcome>> CreateAsync(ImmutableArray<SnapshotPath> snapshots, CancellationToken cancellation);
}
