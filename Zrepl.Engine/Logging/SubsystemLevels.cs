using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Zrepl.Engine.Logging.Formats;

namespace Zrepl.Engine.Logging;

/// <summary>
/// Levels per subsystem, to be changed while the daemon runs. A level set here counts for that subsystem instead of the level of each
/// outlet, in both directions: <c>debug</c> shows more, <c>error</c> silences.
/// </summary>
public sealed class SubsystemLevels
{
    private ImmutableDictionary<string, LogEventLevel> _levels = ImmutableDictionary<string, LogEventLevel>.Empty;

    /// <summary>Sets the level of a subsystem; null gives it back to the outlets.</summary>
    /// <exception cref="ArgumentException">There is no such subsystem; see <see cref="Subsystems.All"/>.</exception>
    public void Set(string subsystem, LogLevel? level)
    {
        if (!Subsystems.All.Contains(subsystem)) throw new ArgumentException($"There is no subsystem '{subsystem}'.", nameof(subsystem));
        ImmutableInterlocked.Update(ref _levels, levels => level is { } set ? levels.SetItem(subsystem, LogLevels.Of(set)) : levels.Remove(subsystem));
    }

    /// <summary>The levels in force, by subsystem, in the words of the log.</summary>
    public ImmutableSortedDictionary<string, string> Current => _levels.ToImmutableSortedDictionary(l => l.Key, l => LogLevels.Name(l.Value), StringComparer.Ordinal);

    internal LogEventLevel? Find(string subsystem) => _levels.TryGetValue(subsystem, out var level) ? level : null;
}
