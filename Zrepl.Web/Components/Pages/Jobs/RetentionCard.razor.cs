using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>How long snapshots stay, on each side, by the rules in force.</summary>
public sealed partial class RetentionCard : ComponentBase
{
    private ImmutableArray<RetentionSide> _sides = [];
    private JobDefinition? _shown;

    /// <summary>How the job is defined.</summary>
    [Parameter, EditorRequired] public required JobDefinition Definition { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(Definition, _shown)) return;
        _shown = Definition;
        _sides = RetentionSide.Of(Definition);
    }
}
