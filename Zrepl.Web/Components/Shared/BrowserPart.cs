using Microsoft.JSInterop;

namespace Zrepl.Web.Components.Shared;

/// <summary>What a component has in the browser: a script and what it opened. Ends with the component; that the page may be left before the script has come is met here.</summary>
/// <param name="browser">The browser.</param>
internal sealed class BrowserPart(IJSRuntime browser) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private bool _isGone;

    /// <summary>What was opened; null before, and if the page was left meanwhile.</summary>
    public IJSObjectReference? Part { get; private set; }

    /// <summary>Opens it.</summary>
    /// <param name="script">Address of the module.</param>
    /// <param name="function">The function that opens it; what it returns has a function <c>close</c>.</param>
    /// <param name="arguments">For that function.</param>
    /// <returns>False if the page was left.</returns>
    public async Task<bool> OpenAsync(string script, string function, params object?[] arguments)
    {
        try
        {
            _module = await browser.InvokeAsync<IJSObjectReference>("import", script);
            Part = await _module.InvokeAsync<IJSObjectReference>(function, arguments);
            return !_isGone;
        }
        catch (Exception) when (_isGone)
        {
            return false; // the page was left before the script had come
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            return false; // the browser is gone
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        try
        {
            if (Part is not null)
            {
                await Part.InvokeVoidAsync("close");
                await Part.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // the browser is gone, and the script with it
        }
    }
}
