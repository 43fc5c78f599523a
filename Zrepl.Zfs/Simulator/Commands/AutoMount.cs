using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>Mounts what mounts by itself, and complains where the mount point does not let it.</summary>
internal static class AutoMount
{
    /// <summary>False after a complaint; true if it is mounted now or need not be.</summary>
    public static bool TryMount(CommandCall call, Session session, Dataset dataset)
    {
        if (!Mounting.WantsMount(session, dataset)) return true;
        if (call.Host.MountObstacles.TryGetValue(MountPoint.Read(dataset).Text, out var obstacle))
        {
            call.Errors.WriteLine(obstacle);
            return false;
        }

        session.Commit(dataset.Pool, new MountDataset(dataset.Name, true));
        return true;
    }
}
