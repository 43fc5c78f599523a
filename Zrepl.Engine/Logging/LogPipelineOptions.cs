using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Logging;

/// <summary>What the log does besides the outlets of <c>zrepl.yml</c>.</summary>
public sealed record LogPipelineOptions
{
    /// <summary>Entries kept in memory for the dashboard. Default 10,000, about 5 MiB.</summary>
    public int RingEntries { get; init; } = 10_000;

    /// <summary>Lowest level kept in memory. Default information.</summary>
    public LogLevel RingLevel { get; init; } = LogLevel.Information;

    /// <summary>Levels that replace those of the outlets, by subsystem.</summary>
    public ImmutableDictionary<string, LogLevel> SubsystemLevels { get; init; } = ImmutableDictionary<string, LogLevel>.Empty;
}
