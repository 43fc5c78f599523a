using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>A line with something to say about it.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Kind">Class of its number, such as <c>is-failed</c>.</param>
public sealed record LineMark(int Line, string Kind);

/// <summary>Edits a text of many lines. The text is in the browser; <see cref="TextAsync"/> fetches it.</summary>
public sealed partial class TextEditor : ComponentBase, IAsyncDisposable
{
    /// <summary>The longest text that is taken from a browser, in bytes.</summary>
    public const long LongestText = 4 << 20;

    private ElementReference _root;
    private DotNetObjectReference<TextEditor>? _self;
    private IJSObjectReference? _module, _editor;
    private bool _isGone;

    /// <summary>What it edits, for screen readers.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>Hears that the editor is there and takes a text.</summary>
    [Parameter] public EventCallback Opened { get; set; }

    /// <summary>Hears, a moment after the last key, that the text is another one.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    /// <summary>The browser.</summary>
    [Inject] public required IJSRuntime Script { get; init; }

    /// <summary>Address of the script.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>Puts a text in.</summary>
    public async Task SetTextAsync(string text)
    {
        if (_editor is not null) await _editor.InvokeVoidAsync("setText", LineEnds.Plain(text));
    }

    /// <summary>The text as it is now, lines ended by <c>\n</c>; null while there is no editor.</summary>
    public async Task<string?> TextAsync(CancellationToken cancellation)
    {
        if (_editor is null) return null;
        await using var bytes = await _editor.InvokeAsync<IJSStreamReference>("text", cancellation);
        await using var stream = await bytes.OpenReadStreamAsync(LongestText, cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellation);
    }

    /// <summary>Marks lines.</summary>
    public async Task MarkAsync(ImmutableArray<LineMark> marks)
    {
        if (_editor is not null) await _editor.InvokeVoidAsync("mark", marks);
    }

    /// <summary>Puts the cursor somewhere.</summary>
    public async Task GoToAsync(int line, int column)
    {
        if (_editor is not null) await _editor.InvokeVoidAsync("goTo", line, column);
    }

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Edited() => InvokeAsync(() => Changed.InvokeAsync());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        try
        {
            if (_editor is not null)
            {
                await _editor.InvokeVoidAsync("close");
                await _editor.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser is gone, and the script with it
        }

        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            await OpenAsync();
        }
        catch (Exception) when (_isGone)
        {
            // the page was left before the script had come
        }
    }

    private async Task OpenAsync()
    {
        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", Navigation.ToAbsoluteUri(Assets["js/text-editor.js"]).ToString());
        _editor = await _module.InvokeAsync<IJSObjectReference>("open", _root, _self, Label);
        await Opened.InvokeAsync();
    }
}
