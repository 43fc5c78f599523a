using System.Collections.Immutable;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>The datasets of this host that a job's filter selects.</summary>
/// <param name="zfs">The host.</param>
/// <param name="filter">The filter.</param>
/// <param name="filterEvaluated">Told at each listing how many rules of the filter spoke of no dataset; null: nobody asks.</param>
internal sealed class HostSnapshotTarget(ZfsHost zfs, FilesystemFilter filter, Action<int>? filterEvaluated = null) : ISnapshotTarget
{
    public async Task<ImmutableArray<DatasetPath>> ListFilesystemsAsync(CancellationToken cancellation)
    {
        var found = await zfs.Datasets.ListAsync(filter.MinimalRoots, cancellation);
        filterEvaluated?.Invoke(filter.CountWithoutDataset(found));
        return [.. found.Where(filter.Includes)];
    }

    // One listing however many datasets there are (design D7).
    public async Task<ImmutableArray<NewestSnapshot>> FindNewestAsync(
        ImmutableArray<DatasetPath> filesystems, string prefix, CancellationToken cancellation)
    {
        var inventory = await zfs.Inventory.TakeAsync(filter.MinimalRoots, cancellation);
        return [.. filesystems.Select(Newest)];

        NewestSnapshot Newest(DatasetPath filesystem) => inventory.Find(filesystem) is { } found
            ? new(filesystem, found.Versions.LastOrDefault(version => version.IsSnapshot && version.Name.StartsWith(prefix, StringComparison.Ordinal)))
            : new(filesystem, null, $"dataset \"{filesystem}\" does not exist any more");
    }

    public async Task<ImmutableArray<SnapshotOutcome>> CreateAsync(ImmutableArray<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        try
        {
            await zfs.SnapshotCreator.CreateAsync(snapshots, cancellation);
            return [.. snapshots.Select(snapshot => new SnapshotOutcome.Created(snapshot))];
        }
        catch (SnapshotExistsException failure)
        {
            return Refuse(snapshot => snapshot.Text == failure.Snapshot, failure);
        }
        catch (DatasetMissingException failure)
        {
            return Refuse(snapshot => snapshot.Dataset.Text == failure.Path, failure);
        }

        ImmutableArray<SnapshotOutcome> Refuse(Predicate<SnapshotPath> isCulprit, ZfsException failure) =>
        [
            .. snapshots.Select(snapshot => isCulprit(snapshot)
                ? (SnapshotOutcome)new SnapshotOutcome.Refused(snapshot, SnapshotFailure.Of(failure))
                : new SnapshotOutcome.HeldBack(snapshot)),
        ];
    }
}
