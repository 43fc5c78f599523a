namespace Zrepl.Zfs.Simulator;

/// <summary>The state of a simulated pool.</summary>
public enum PoolHealth
{
    /// <summary>Everything works.</summary>
    Online,

    /// <summary>Works; shown as degraded.</summary>
    Degraded,

    /// <summary>I/O is suspended: commands on the pool fail with <c>pool I/O is currently suspended</c>.</summary>
    Suspended,
}
