using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>
/// The viewer, which lives in the browser (<c>wwwroot-assets/js/trace-viewer</c>): it reads the trace over the REST API, so that a large one
/// never passes through the page's connection. What is inside is its own; this component never renders again.
/// </summary>
public sealed partial class TraceViewer : ComponentBase, IAsyncDisposable
{
    private ElementReference _host;
    private BrowserPart? _viewer;

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
        if (_viewer is not null) await _viewer.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => false;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _viewer = new(Script);
        await _viewer.OpenAsync("./js/trace-viewer/main.js", "mount", _host, new { source = Source, fileName = FileName, select = Select });
    }
}
