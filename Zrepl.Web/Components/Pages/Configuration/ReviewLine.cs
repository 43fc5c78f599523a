using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>What happens to one job, or to the settings of the daemon.</summary>
/// <param name="Name">The job.</param>
/// <param name="What">What happens to it.</param>
/// <param name="Keys">What differs.</param>
internal sealed record ReviewLine(string Name, string What, ImmutableArray<KeyChange> Keys)
{
    /// <summary>All of a change, jobs in their order, settings last.</summary>
    public static ImmutableArray<ReviewLine> Of(ConfigurationChange change) =>
    [
        .. change.Jobs.Select(Of),
        .. change.Global.IsEmpty ? [] : new[] { new ReviewLine("Settings of the daemon", "change", change.Global) },
    ];

    private static ReviewLine Of(JobChange change) => change switch
    {
        { Before: null } => new(change.Name, "is new and starts at once", []),
        { After: null } => new(change.Name, "goes; a run under way ends first", []),
        { RenamedFrom: { } old } => new(change.Name, $"is the new name of {old}", []),
        _ => new(change.Name, "changes; a run under way ends by the old definition", change.Keys),
    };
}
