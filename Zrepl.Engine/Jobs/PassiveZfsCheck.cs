using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>Whether a passive job has the ZFS that its clients will need. One zfs process for a look, or one for each pool.</summary>
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

    /// <summary>ZFS answers and the pools that datasets are offered of are there.</summary>
    public static async Task<(string Text, string WhatToDo)?> OfPoolsAsync(ZfsHost zfs, ImmutableArray<DatasetPath>? roots, CancellationToken cancellation)
    {
        if (roots is not { IsEmpty: false } some) return await OfHostAsync(zfs, cancellation); // it offers all there is, or nothing
        try
        {
            var missing = new List<string>();
            foreach (var pool in some.Select(root => root.Pool).Distinct())
                if (!await zfs.Datasets.ExistsAsync(pool, cancellation)) missing.Add(pool.Text);
            if (missing.Count == 0) return null;
            return (
                $"{(missing.Count == 1 ? "pool" : "pools")} {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} not there: nothing of {(missing.Count == 1 ? "it" : "them")} can be pulled",
                $"Import {(missing.Count == 1 ? "it" : "them")} ({string.Join("; ", missing.Select(pool => $"zpool import {pool}"))}), or take the datasets out of filesystems. The others are served meanwhile.");
        }
        catch (ZfsUnavailableException unavailable)
        {
            return Told(unavailable);
        }
    }

    private static (string Text, string WhatToDo) Told(ZfsUnavailableException missing) =>
        (missing.Message, "Until then every request of a client fails. zrepl looks again by itself.");
}
