using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs destroy [-r|-R] FS</c>.</summary>
internal sealed class DatasetDestroyer(CommandCall call, Session session, DestroySettings settings)
{
    private readonly List<Snapshot> _batch = [];
    private bool _hasFailed;

    public int Destroy(string name)
    {
        var types = settings.Defers ? EntityTypes.Snapshot : EntityTypes.DatasetKinds;
        if (EntityOpener.Open(call, session, name, types) is not Dataset dataset) return 1;
        if (dataset.IsPoolRoot && !settings.IsRecursive)
        {
            call.Errors.WriteLine($"cannot destroy '{name}': operation does not apply to pools");
            call.Errors.WriteLine($"use 'zfs destroy -r {name}' to destroy all datasets in the pool");
            call.Errors.WriteLine($"use 'zpool destroy {name}' to destroy the pool itself");
            return 1;
        }

        var dependents = Dependents.Of(dataset);
        if (!settings.DestroysClones && HasObstacle(dataset, dependents)) return 1;
        return DestroyAll(dependents.Append(dataset)) && !_hasFailed ? 0 : 1;
    }

    /// <summary>Destroys in the given order; neighbouring snapshots go in one transaction.</summary>
    /// <returns>False if it had to stop; with <c>-r</c> it goes on past what cannot be destroyed.</returns>
    public bool DestroyAll(IEnumerable<ZfsEntity> entities)
    {
        foreach (var entity in entities.ToList())
        {
            settings.Announce(call, entity.FullName);
            if (settings.IsDryRun || entity is Dataset { IsPoolRoot: true }) continue;
            if (entity is Snapshot snapshot) _batch.Add(snapshot);
            else if (!DestroyBatch() || !DestroyOne(entity.Head))
            {
                if (!settings.IsRecursive) return false;
                _hasFailed = true;
            }
        }

        return DestroyBatch();
    }

    private bool DestroyBatch()
    {
        var isDone = SnapshotDestroyer.DestroyTogether(call, session, _batch, settings.Defers);
        _batch.Clear();
        return isDone;
    }

    private bool DestroyOne(Dataset dataset)
    {
        if (dataset.IsMounted && !call.Host.Permissions.IsRoot)
        {
            call.Fail($"cannot unmount '{MountPoint.Read(dataset).Text}'", LibzfsText.PermissionDenied);
            return false;
        }

        var error = DatasetCalls.Destroy(session, dataset);
        if (error != Errno.Ok) call.Fail($"cannot destroy '{dataset.Name}'", error);
        return error == Errno.Ok;
    }

    // A clone elsewhere is told of only with -r; a child or snapshot only without.
    private bool HasObstacle(Dataset target, List<ZfsEntity> dependents)
    {
        var isFirst = true;
        foreach (var dependent in dependents)
        {
            var isBelow = dependent.FullName.StartsWith(target.Name, StringComparison.Ordinal)
                && dependent.FullName[target.Name.Length] is ('/' or '@');
            if (isBelow == settings.IsRecursive) continue;
            if (isFirst)
            {
                var word = target.Type.Word();
                call.Errors.WriteLine($"cannot destroy '{target.Name}': {word} has {(isBelow ? "children" : "dependent clones")}");
                call.Errors.WriteLine($"use '-{(isBelow ? 'r' : 'R')}' to destroy the following datasets:");
            }

            isFirst = false;
            call.Errors.WriteLine(dependent.FullName);
        }

        return !isFirst;
    }
}
