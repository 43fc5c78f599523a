namespace Zrepl.Zfs.Simulator;

/// <summary>How a simulated host is made.</summary>
public sealed record SimulatedHostOptions
{
    /// <summary>The OpenZFS release it behaves like.</summary>
    public OpenZfsVersion Version { get; init; } = OpenZfsVersion.V23;

    /// <summary>Gives creation dates and local time. A test's own clock makes them repeatable.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Decides the guids: two hosts with one seed and one story have the same. Null draws one. Ignored when a state directory exists already.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Bytes a pipe of a command holds before its writer blocks; Linux gives 64 KiB.</summary>
    public int PipeCapacity { get; init; } = 64 * 1024;

    /// <summary>Bytes of a pool made by <c>zpool create</c>, whose devices are words only.</summary>
    public long PoolSize { get; init; } = 1L << 40;

    /// <summary>Commands kept in <see cref="SimulatedHost.CommandLog"/>; older ones are forgotten.</summary>
    public int CommandLogCapacity { get; init; } = 100_000;

    /// <summary>Whether each transaction waits until the disk has it. Only tests of other things switch it off.</summary>
    public bool SyncToDisk { get; init; } = true;
}
