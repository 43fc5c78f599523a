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
        if (ObstacleTo(call, dataset) is { } obstacle)
        {
            call.Errors.WriteLine(obstacle);
            return false;
        }

        session.Commit(dataset.Pool, new MountDataset(dataset.Name, true));
        return true;
    }

    /// <summary>The complaint if the filesystem cannot be mounted where it wants to be, or null.</summary>
    public static string? ObstacleTo(CommandCall call, Dataset dataset) =>
        call.Host.MountObstacles.GetValueOrDefault(MountPoint.Read(dataset).Text)?.Replace("{dataset}", dataset.Name, StringComparison.Ordinal);
}
