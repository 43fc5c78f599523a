using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>Two versions of a text, compared line by line; long stretches without a change are left out.</summary>
public sealed partial class DifferenceView : ComponentBase
{
    private ImmutableArray<ImmutableArray<ComparedLine>> _pieces = [];

    /// <summary>All lines.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<ComparedLine> Lines { get; set; }

    /// <summary>What is compared, for screen readers.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>Said when both are the same.</summary>
    [Parameter] public string Nothing { get; set; } = "No line differs.";

    /// <inheritdoc/>
    protected override void OnParametersSet() => _pieces = LineDifference.Changes(Lines);

    private static string ClassOf(LineFate fate) => fate switch { LineFate.Added => "is-added", LineFate.Removed => "is-removed", _ => "" };

    private static string SignOf(LineFate fate) => fate switch { LineFate.Added => "+", LineFate.Removed => "−", _ => "" };
}
