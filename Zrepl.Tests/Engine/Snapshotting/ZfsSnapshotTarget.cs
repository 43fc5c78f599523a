using System.Collections.Immutable;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Snapshots;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>The contract of <see cref="ISnapshotTarget"/> on the verbs of the ZFS layer, as plainly as possible.</summary>
internal sealed class ZfsSnapshotTarget(IZfsCommandRunner runner, FilesystemFilter filter) : ISnapshotTarget
{
    private readonly DatasetLister _datasets = new(runner);
    private readonly VersionLister _versions = new(runner);
    private readonly SnapshotCreator _creator = new(runner);

    public Action BeforeCreate { get; set; } = () => { };

    public async Task<ImmutableArray<DatasetPath>> ListFilesystemsAsync(CancellationToken cancellation) =>
        [.. (await _datasets.ListAsync(filter.MinimalRoots, cancellation)).Where(filter.Includes)];

    public async Task<ImmutableArray<NewestSnapshot>> FindNewestAsync(
        ImmutableArray<DatasetPath> filesystems, string prefix, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<NewestSnapshot>();
        foreach (var filesystem in filesystems)
        {
            var snapshots = await _versions.ListAsync(filesystem, VersionKinds.Snapshots, cancellation);
            found.Add(new NewestSnapshot(filesystem, snapshots.LastOrDefault(snapshot => snapshot.Name.StartsWith(prefix, StringComparison.Ordinal))));
        }

        return found.ToImmutable();
    }

    public async Task<ImmutableArray<SnapshotOutcome>> CreateAsync(ImmutableArray<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        BeforeCreate();
        try
        {
            await _creator.CreateAsync(snapshots, cancellation);
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
