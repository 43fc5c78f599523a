using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Layout;

/// <summary>
/// Shows nothing itself. What is asked to draw itself while this is being drawn comes into the same batch, and so into the same message to the browser.
/// </summary>
public sealed class PageCanvas : ComponentBase, IPageCanvas
{
    private IReadOnlyCollection<IPagePart> _parts = [];

    /// <summary>What changes by itself on this page.</summary>
    [Inject] public required PageUpdates Updates { get; init; }

    /// <inheritdoc/>
    public Task DrawAsync(IReadOnlyCollection<IPagePart> parts) => InvokeAsync(() =>
    {
        _parts = parts;
        StateHasChanged();
    });

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) Updates.DrawOn(this);
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        foreach (var part in _parts) part.Draw();
        _parts = [];
    }
}
