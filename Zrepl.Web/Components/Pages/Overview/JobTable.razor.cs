using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>All jobs, one line each; on a phone one card each. Drawn only if it is given another list.</summary>
public sealed partial class JobTable : ComponentBase, IAsyncDisposable
{
    private ElementReference _root;
    private DotNetObjectReference<JobTable>? _self;
    private BrowserPart? _browser;
    private ImmutableArray<JobLine> _drawn;
    private bool _isNew;

    /// <summary>The jobs in their order.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<JobLine> Lines { get; set; }

    /// <summary>The pointer, or the focus of the keyboard, came into the list or left it.</summary>
    [Parameter] public EventCallback<bool> Held { get; set; }

    /// <summary>The browser.</summary>
    [Inject] public required IJSRuntime Script { get; init; }

    /// <summary>Address of the script.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Hold(bool isHeld) => InvokeAsync(() => Held.InvokeAsync(isHeld));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _isNew = Lines != _drawn;
        _drawn = Lines;
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _isNew;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        _browser = new(Script);
        await _browser.OpenAsync(Navigation.ToAbsoluteUri(Assets["js/job-table.js"]).ToString(), "open", _root, _self);
    }
}
