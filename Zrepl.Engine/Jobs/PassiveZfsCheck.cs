using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>Whether a passive job has the ZFS that its clients will need. One zfs process for a look.</summary>
internal static class PassiveZfsCheck
{
    // Whether it exists does not matter: that zfs answers does.
    private static readonly DatasetPath Anything = DatasetPath.Parse("zrepl");

    /// <summary>ZFS answers.</summary>
    public static async Task<(string Text, string WhatToDo)?> OfHostAsync(ZfsHost zfs, CancellationToken cancellation)
    {
        try
        {
            await zfs.Datasets.ExistsAsync(Anything, cancellation);
            return null;
        }
        catch (ZfsUnavailableException missing)
        {
            return Told(missing);
        }
    }

    /// <summary>ZFS answers and the dataset that receives is there.</summary>
    public static async Task<(string Text, string WhatToDo)?> OfRootAsync(ZfsHost zfs, DatasetPath root, CancellationToken cancellation)
    {
        try
        {
            if (await zfs.Datasets.ExistsAsync(root, cancellation)) return null;
            return ($"root_fs \"{root}\" does not exist: nothing can be received", $"Import its pool or create it: zfs create -o mountpoint=none {root}");
        }
        catch (ZfsUnavailableException missing)
        {
            return Told(missing);
        }
    }

    private static (string Text, string WhatToDo) Told(ZfsUnavailableException missing) =>
        (missing.Message, "Until then every request of a client fails. zrepl looks again by itself.");
}
