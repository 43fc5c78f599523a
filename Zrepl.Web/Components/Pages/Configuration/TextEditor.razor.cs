using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Web.Components.Shared;

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
    private BrowserPart? _browser;

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

    private IJSObjectReference? Editor => _browser?.Part;

    /// <summary>Puts a text in.</summary>
    public async Task SetTextAsync(string text)
    {
        if (Editor is not null) await Editor.InvokeVoidAsync("setText", LineEnds.Plain(text));
    }

    /// <summary>The text as it is now, lines ended by <c>\n</c>; null while there is no editor.</summary>
    public async Task<string?> TextAsync(CancellationToken cancellation)
    {
        if (Editor is null) return null;
        await using var bytes = await Editor.InvokeAsync<IJSStreamReference>("text", cancellation);
        await using var stream = await bytes.OpenReadStreamAsync(LongestText, cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellation);
    }

    /// <summary>Marks lines.</summary>
    public async Task MarkAsync(ImmutableArray<LineMark> marks)
    {
        if (Editor is not null) await Editor.InvokeVoidAsync("mark", marks);
    }

    /// <summary>Puts the cursor somewhere.</summary>
    public async Task GoToAsync(int line, int column)
    {
        if (Editor is not null) await Editor.InvokeVoidAsync("goTo", line, column);
    }

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task Edited() => InvokeAsync(() => Changed.InvokeAsync());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        _browser = new(Script);
        if (await _browser.OpenAsync(Navigation.ToAbsoluteUri(Assets["js/text-editor.js"]).ToString(), "open", _root, _self, Label)) await Opened.InvokeAsync();
    }
}
