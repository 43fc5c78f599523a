using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>Where a filesystem is mounted: an inherited mountpoint is extended by the names below the dataset it comes from.</summary>
internal static class MountPoint
{
    public static PropertyValue Read(Dataset dataset)
    {
        if (PropertyLookup.Find(dataset, "mountpoint", isInheritable: true) is not { } set) return new("/" + dataset.Name, PropertySource.Default);
        if (set.InheritedFrom is not { } above || !set.Text.StartsWith('/')) return set;
        var below = dataset.Name[(above.Length + 1)..];
        return set with { Text = set.Text == "/" ? "/" + below : set.Text + "/" + below };
    }

    /// <summary>True if the filesystem mounts by itself: <c>canmount=on</c>, a path, and data that can be read.</summary>
    public static bool IsAutomatic(Dataset dataset, OpenZfsVersion version) =>
        dataset.Type == EntityTypes.Filesystem
        && PropertyLookup.Effective(dataset, "canmount", version) == "on"
        && HasPath(dataset)
        && Kernel.Keys.IsReadable(dataset);

    /// <summary>False for <c>none</c> and <c>legacy</c>.</summary>
    public static bool HasPath(Dataset dataset) => Read(dataset).Text.StartsWith('/');
}
