using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>All jobs, one line each; on a phone one card each. Drawn only if it is given another list.</summary>
public sealed partial class JobTable : ComponentBase
{
    private ImmutableArray<JobLine> _drawn;
    private bool _isNew;

    /// <summary>The jobs in their order.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<JobLine> Lines { get; set; }

    /// <summary>The pointer came over the list, or left it.</summary>
    [Parameter] public EventCallback<bool> Held { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _isNew = Lines != _drawn;
        _drawn = Lines;
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _isNew;
}
