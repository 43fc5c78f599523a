using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>One job in the list of all jobs. Drawn only if its line says something new; what goes by in time, such as ages, its parts draw themselves.</summary>
public sealed partial class JobRow : ComponentBase
{
    private JobLine? _drawn;
    private int? _drawnIndex;
    private bool _isNew;

    /// <summary>What it says.</summary>
    [Parameter, EditorRequired] public required JobLine Line { get; set; }

    /// <summary>Its place in a list of which only a part is in the page; null: all of it is.</summary>
    [Parameter] public int? RowIndex { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _isNew = Line != _drawn || RowIndex != _drawnIndex;
        (_drawn, _drawnIndex) = (Line, RowIndex);
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _isNew;
}
