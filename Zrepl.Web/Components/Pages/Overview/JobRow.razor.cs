using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>One job in the list of all jobs. Drawn only if its line says something new; what goes by in time, such as ages, its parts draw themselves.</summary>
public sealed partial class JobRow : ComponentBase
{
    private JobLine? _drawn;
    private bool _isNew;

    /// <summary>What it says.</summary>
    [Parameter, EditorRequired] public required JobLine Line { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _isNew = Line != _drawn;
        _drawn = Line;
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _isNew;
}
