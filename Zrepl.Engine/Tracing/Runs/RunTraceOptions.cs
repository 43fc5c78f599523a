namespace Zrepl.Engine.Tracing.Runs;

/// <summary>Where the traces of runs are kept, and how many.</summary>
public sealed record RunTraceOptions
{
    /// <summary>Folder of the trace files; made when the first one is written. Empty: no run is recorded.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Files kept per job, and per job and client it serves; the oldest are deleted. At least 1, default 100.</summary>
    public int KeepPerJob { get; init; } = 100;

    /// <summary>Bytes kept in total; the oldest files are deleted, whatever their job. Default 256 MiB.</summary>
    public long KeepBytes { get; init; } = 256L << 20;

    /// <summary>Bytes after which a run is no longer recorded. Default 32 MiB, about 200,000 events.</summary>
    public long BytesPerRun { get; init; } = 32L << 20;

    /// <summary>Events that may wait for the disk; the rest is dropped and noted in the file.</summary>
    public int QueuedEvents { get; init; } = 65_536;

    /// <summary>Shown by viewers as the name of the process.</summary>
    public string HostName { get; init; } = Environment.MachineName;
}
