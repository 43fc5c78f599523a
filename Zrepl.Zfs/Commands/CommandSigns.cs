namespace Zrepl.Zfs.Commands;

/// <summary>What a process is doing as far as the kernel tells.</summary>
public enum ProcessState
{
    /// <summary>Nobody can tell: another system, or the simulator.</summary>
    Unknown,

    /// <summary>On a processor or ready for one (R).</summary>
    Running,

    /// <summary>Waits for something (S).</summary>
    Sleeping,

    /// <summary>Waits in the kernel, mostly for a disk, and no signal reaches it (D).</summary>
    Uninterruptible,

    /// <summary>Stopped by a signal or a debugger (T, t).</summary>
    Stopped,

    /// <summary>Gone, or not yet reaped (Z, X).</summary>
    Ended,
}

/// <summary>Signs of life of a running command, for whoever wonders why nothing happens. What cannot be seen is null.</summary>
public sealed record CommandSigns
{
    /// <summary>Nothing can be seen.</summary>
    public static CommandSigns Unknown { get; } = new();

    /// <summary>What it is doing.</summary>
    public ProcessState State { get; init; }

    /// <summary>Processor time so far, in ticks of the kernel.</summary>
    public long? CpuTicks { get; init; }

    /// <summary>Bytes that it has read and written so far, disks, pipes and terminals together.</summary>
    public long? IoBytes { get; init; }

    /// <summary>Bytes of its output that nobody has read yet.</summary>
    public int? OutputWaiting { get; init; }

    /// <summary>Bytes of its input that it has not read yet.</summary>
    public int? InputWaiting { get; init; }
}
