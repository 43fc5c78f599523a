using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Libzfs;

/// <summary>What <c>zfs list</c>, <c>get</c> and others visit (<c>zfs_for_each</c> in OpenZFS <c>cmd/zfs/zfs_iter.c</c>).</summary>
/// <param name="Types">Kinds to show.</param>
/// <param name="IsRecursive">Go below the operands.</param>
/// <param name="Depth">How far below, or null for no limit.</param>
/// <param name="ListsSnapshotsByPool">Show snapshots of pools with <c>listsnapshots=on</c> although they were not asked for.</param>
internal sealed record EntityWalk(EntityTypes Types, bool IsRecursive, int? Depth, bool ListsSnapshotsByPool)
{
    /// <summary>Kinds an operand may be of: when going below, a filesystem is always fine.</summary>
    public EntityTypes OperandTypes
    {
        get
        {
            if (!IsRecursive) return Types;
            var types = Types | EntityTypes.Filesystem;
            return (Types & (EntityTypes.Snapshot | EntityTypes.Bookmark)) != 0 ? types | EntityTypes.Volume : types;
        }
    }

    /// <summary>Collects from one operand, in no particular order; things met twice are collected twice.</summary>
    public void Collect(ZfsEntity start, List<ZfsEntity> found) => Visit(start, 0, found);

    private void Visit(ZfsEntity entity, int depth, List<ZfsEntity> found)
    {
        if (Types.HasFlag(entity.Type) || (entity is Snapshot && ShowsSnapshots(entity.Head))) found.Add(entity);
        if (!IsRecursive || entity is not Dataset dataset || depth >= (Depth ?? int.MaxValue)) return;
        foreach (var child in dataset.Children.Values) Visit(child, depth + 1, found);
        if (ShowsSnapshots(dataset)) found.AddRange(dataset.Snapshots);
        if (Types.HasFlag(EntityTypes.Bookmark)) found.AddRange(dataset.Bookmarks.Values);
    }

    private bool ShowsSnapshots(Dataset dataset) => ListsSnapshotsByPool
        ? dataset.Pool.Properties.GetValueOrDefault("listsnapshots") == "on"
        : Types.HasFlag(EntityTypes.Snapshot);
}
