using System.Collections.Immutable;
using Zrepl.Engine.Logging;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Live;

/// <summary>
/// The one way by which people and programs change how much a part of the program logs, until the daemon ends. Administrators only: a level can also silence.
/// Source: spec E4.
/// </summary>
internal sealed class LogLevelDesk(SubsystemLevels levels, AuditTrail audit)
{
    /// <summary>The word for: each outlet by its own level.</summary>
    public const string OfOutlets = "default";

    private const string Action = "log.level";

    /// <summary>All subsystems with their levels; <see cref="OfOutlets"/> where nobody set one.</summary>
    public ImmutableSortedDictionary<string, string> Current
    {
        get
        {
            var set = levels.Current;
            return Subsystems.All.ToImmutableSortedDictionary(subsystem => subsystem, subsystem => set.GetValueOrDefault(subsystem, OfOutlets), StringComparer.Ordinal);
        }
    }

    /// <summary>Sets the level of a subsystem.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="subsystem">Which.</param>
    /// <param name="level">One of <see cref="LogFilter.LevelWords"/>, or <see cref="OfOutlets"/>.</param>
    /// <returns>Why not; null if it was set.</returns>
    public string? Set(Actor actor, string subsystem, string level)
    {
        var problem = !actor.May(Role.Administrator) ? actor.MayNot(Role.Administrator)
            : !Subsystems.All.Contains(subsystem) ? $"there is no subsystem \"{subsystem}\": use one of {string.Join(", ", Subsystems.All)}"
            : level != OfOutlets && LogFilter.LevelOf(level) is null ? $"there is no level \"{level}\": use {string.Join(", ", LogFilter.LevelWords)}, or {OfOutlets} for the levels of the outlets"
            : null;
        if (problem is null) levels.Set(subsystem, LogFilter.LevelOf(level));
        if (problem is null) audit.Done(actor, Action, subsystem, level);
        else audit.Refused(actor, Action, subsystem, problem);
        return problem;
    }

    /// <summary>The same in one word, as the control socket has it: <c>repl=debug</c>.</summary>
    public string? Set(Actor actor, string assignment) =>
        assignment.Split('=') is [var subsystem, var level] ? Set(actor, subsystem, level)
        : $"expected SUBSYSTEM=LEVEL, such as repl=debug; now: {string.Join(", ", Current.Select(one => $"{one.Key}={one.Value}"))}";
}
