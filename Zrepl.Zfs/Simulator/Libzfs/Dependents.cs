using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Libzfs;

/// <summary>
/// What must go before a thing can go: children, snapshots and clones of snapshots, the deepest first (<c>zfs_iter_dependents</c>).
/// Hidden children are met only as clones.
/// </summary>
internal static class Dependents
{
    public static List<ZfsEntity> Of(ZfsEntity entity)
    {
        var found = new List<ZfsEntity>();
        Collect(entity, found, []);
        return found;
    }

    private static void Collect(ZfsEntity entity, List<ZfsEntity> found, HashSet<ZfsEntity> visited)
    {
        IEnumerable<ZfsEntity> direct = entity switch
        {
            Snapshot snapshot => snapshot.Clones?.OrderBy(clone => clone.Name, StringComparer.Ordinal) ?? Enumerable.Empty<ZfsEntity>(),
            Dataset dataset => dataset.Children.Values.Concat<ZfsEntity>(dataset.Snapshots),
            _ => [],
        };
        foreach (var dependent in direct)
        {
            if (!visited.Add(dependent)) continue;
            Collect(dependent, found, visited);
            found.Add(dependent);
        }
    }
}
