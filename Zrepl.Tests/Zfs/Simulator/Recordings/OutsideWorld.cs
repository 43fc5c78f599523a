using System.Globalization;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.Recordings;

/// <summary>The pseudo commands of recorded stories, which change what is outside of zfs.</summary>
internal static class OutsideWorld
{
    public static async Task ActAsync(SimulatedHost host, string[] argv)
    {
        switch (argv)
        {
            case ["write", var path, _, var seed] when path.StartsWith("/run/zfs-recording.", StringComparison.Ordinal):
                host.KeyFiles["file://" + path] = seed.PadRight(32, '.');
                break;
            case ["write", "/run/full/file", ..]:
                host.MountObstacles["/run/full"] = "cannot mount '/run/full': directory is not empty";
                host.MountObstacles["/run/full/file"] = "cannot mount '{dataset}': Not a directory";
                host.MountObstacles["/run/full/file/x"] = "cannot mount '/run/full/file/x': failed to create mountpoint: Not a directory";
                break;
            case ["write", var path, ..] when path.StartsWith("/run/", StringComparison.Ordinal) && !await ExistsAsync(host, Dataset(path)):
                break; // outside of every simulated filesystem
            case ["write", "/dev/zd0", var size, var seed]:
                await host.Files.OverwriteAsync("tank/volume", "", 0, long.Parse(size, CultureInfo.InvariantCulture), Seed(seed));
                break;
            case ["write", var path, var size, var seed]:
                await host.Files.WriteAsync(Dataset(path), Path.GetFileName(path), long.Parse(size, CultureInfo.InvariantCulture), Seed(seed), seed == "text");
                break;
            case ["remove", var path]:
                await host.Files.DeleteAsync(Dataset(path), Path.GetFileName(path));
                break;
            case ["make-directory" or "truncate", ..]:
                break; // neither mount points nor devices exist in the simulator
            default:
                throw new NotSupportedException(string.Join(' ', argv));
        }
    }

    // In the recordings every dataset is mounted at its own name, some below /run.
    private static string Dataset(string path) => Path.GetDirectoryName(path.StartsWith("/run/", StringComparison.Ordinal) ? path["/run".Length..] : path)![1..];

    private static async Task<bool> ExistsAsync(SimulatedHost host, string dataset)
    {
        using var session = await host.EnterAsync(TestContext.Current.CancellationToken);
        return session.FindDataset(dataset) is not null;
    }

    private static ulong Seed(string text) => text.Aggregate(17UL, (sum, c) => sum * 31 + c);
}
