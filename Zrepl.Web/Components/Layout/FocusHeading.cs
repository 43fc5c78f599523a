using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Zrepl.Web.Components.Layout;

/// <summary>
/// Moves the focus to the heading when another page is shown, so that those who do not see it hear where they are. Not on the first page of a
/// visit: the browser tells of that one itself, and the visitor may be typing already.
/// </summary>
public sealed class FocusHeading : ComponentBase
{
    private Type? _shown;
    private bool _isDue;

    /// <summary>The page.</summary>
    [Parameter, EditorRequired] public required Microsoft.AspNetCore.Components.RouteData Route { get; set; }

    /// <summary>Reaches the browser.</summary>
    [Inject] public required IJSRuntime Script { get; init; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _isDue = _shown is not null && _shown != Route.PageType;
        _shown = Route.PageType;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isDue) return;
        _isDue = false;
        await Script.InvokeVoidAsync("zrepl.focusHeading");
    }
}
