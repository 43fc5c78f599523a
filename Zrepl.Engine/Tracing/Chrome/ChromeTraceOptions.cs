namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>How a trace is written.</summary>
public sealed record ChromeTraceOptions
{
    /// <summary>Shown by viewers as the name of the process.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>
    /// Add <c>args</c> with the id of log lines, the facts and the error of each node. False gives the bytes Go zrepl would write.
    /// </summary>
    public bool WithDetails { get; init; }

    /// <summary>Events that may wait for a slow stream; the rest is dropped. About 60 bytes each.</summary>
    public int QueuedEvents { get; init; } = 65_536;
}
