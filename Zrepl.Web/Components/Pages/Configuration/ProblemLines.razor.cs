using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>What <c>configcheck</c> says, each with a way to its line.</summary>
public sealed partial class ProblemLines : ComponentBase
{
    /// <summary>The problems.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<ConfigurationProblem> Problems { get; set; }

    /// <summary>The file that is shown beside them, absolute.</summary>
    [Parameter, EditorRequired] public required string File { get; set; }

    /// <summary>Hears which one the reader wants to see.</summary>
    [Parameter] public EventCallback<ConfigurationProblem> Chosen { get; set; }

    internal static StateKind KindOf(ConfigurationProblem problem) => problem.Severity switch
    {
        ProblemSeverity.Error => StateKind.Failed,
        ProblemSeverity.Warning => StateKind.Late,
        _ => StateKind.Idle,
    };

    internal static bool IsOf(string file, ConfigurationProblem problem) => Path.GetFullPath(problem.Span.File) == file;
}
