using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>
/// The viewer, which lives in the browser (<c>wwwroot-assets/js/trace-viewer</c>): it reads the trace over the REST API, so that a large one
/// never passes through the page's connection. What is inside is its own; this component never renders again.
/// </summary>
public sealed partial class TraceViewer : ComponentBase, IAsyncDisposable
{
    private ElementReference _host;
    private IJSObjectReference? _module;
    private IJSObjectReference? _viewer;

    /// <summary>Address of the trace; empty: the viewer waits for a file of the visitor.</summary>
    [Parameter] public string Source { get; set; } = "";

    /// <summary>Name of downloads, without extension.</summary>
    [Parameter] public string FileName { get; set; } = "trace";

    /// <summary>Ids of the span to begin with; empty: the whole.</summary>
    [Parameter] public string Select { get; set; } = "";

    /// <summary>The browser.</summary>
    [Inject] public required IJSRuntime Script { get; init; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_viewer is not null)
            {
                await _viewer.InvokeVoidAsync("dispose");
                await _viewer.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // the browser is gone, and the viewer with it
        }
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => false;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "./js/trace-viewer/main.js");
            _viewer = await _module.InvokeAsync<IJSObjectReference>("mount", _host, new { source = Source, fileName = FileName, select = Select });
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // the visitor has left already
        }
    }
}
