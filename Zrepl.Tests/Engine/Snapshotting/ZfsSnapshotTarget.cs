using System.Collections.Immutable;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>What jobs take snapshots of, with a moment in front of each creation for somebody else to come first.</summary>
internal sealed class ZfsSnapshotTarget(IZfsCommandRunner runner, FilesystemFilter filter) : ISnapshotTarget
{
    private readonly HostSnapshotTarget _target = new(new ZfsHost(runner, TimeProvider.System), filter);

    public Action BeforeCreate { get; set; } = () => { };

    public Task<ImmutableArray<DatasetPath>> ListFilesystemsAsync(CancellationToken cancellation) => _target.ListFilesystemsAsync(cancellation);

    public Task<ImmutableArray<NewestSnapshot>> FindNewestAsync(ImmutableArray<DatasetPath> filesystems, string prefix, CancellationToken cancellation) =>
        _target.FindNewestAsync(filesystems, prefix, cancellation);

    public Task<ImmutableArray<SnapshotOutcome>> CreateAsync(ImmutableArray<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        BeforeCreate();
        return _target.CreateAsync(snapshots, cancellation);
    }
}
