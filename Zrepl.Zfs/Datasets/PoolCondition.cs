namespace Zrepl.Zfs.Datasets;

/// <summary>How a pool is.</summary>
/// <param name="Health"><c>ONLINE</c>, <c>DEGRADED</c>, <c>SUSPENDED</c> and the other words of <c>zpool list -o health</c>.</param>
/// <param name="FreeBytes">Room that is left, or null if ZFS does not say.</param>
public sealed record PoolCondition(string Health, long? FreeBytes)
{
    /// <summary>True if the pool has lost too many disks: everything that touches it waits until somebody brings them back.</summary>
    public bool IsSuspended => Health == "SUSPENDED";
}
