using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>
/// Half-received datasets that nothing can resume and nobody receives into any more: their command died with the machine. A real pool
/// destroys them when it is imported (<c>dsl_destroy_inconsistent</c>).
/// </summary>
internal static class StaleReceives
{
    public static void Remove(Session session)
    {
        foreach (var pool in session.Model.Pools.Values)
            foreach (var dataset in HostModel.WithHidden(pool.Root).Where(dataset => dataset is { IsInconsistent: true, Resume: null }).ToList())
            {
                // Something may have been made below it meanwhile.
                if (session.Host.Activities.IsBusy(dataset.Name) || dataset.Children.Count > 0 || dataset.IsPoolRoot) continue;
                session.Commit(pool, new DestroyDataset(dataset.Name));
            }
    }
}
