using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Serilog.Events;
using Zrepl.Engine.Logging.Formats;

namespace Zrepl.Engine.Logging;

/// <summary>Number of entries since the start, per job and level, whether or not an outlet took them (metric <c>zrepl_daemon_log_entries</c>).</summary>
public sealed class LogEntryCounts
{
    /// <summary>Stands for entries outside of every job.</summary>
    public const string NoJob = "_nojobid";

    private readonly ConcurrentDictionary<(string Job, LogEventLevel Level), StrongBox<long>> _counts = [];

    /// <summary>The counts so far; level in the words of the log.</summary>
    public ImmutableArray<(string Job, string Level, long Count)> Current =>
        [.. _counts.Select(c => (c.Key.Job, LogLevels.Name(c.Key.Level), Interlocked.Read(ref c.Value.Value))).Order()];

    internal void Add(string? job, LogEventLevel level) =>
        Interlocked.Increment(ref _counts.GetOrAdd((job ?? NoJob, level), static _ => new StrongBox<long>()).Value);
}
