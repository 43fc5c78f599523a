using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>
/// A component that shows something the engine changes. It listens only once it is in a browser, not while its first bytes are made.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private IDisposable? _subscription;

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _subscription = null;
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) Listen();
    }

    /// <summary>Listens anew: to what <see cref="Subscribe"/> gives now.</summary>
    protected void Listen()
    {
        _subscription?.Dispose();
        _subscription = Subscribe();
    }

    /// <summary>Subscribes to what is shown.</summary>
    protected abstract IDisposable Subscribe();

    /// <summary>Shows something new. A failure is shown by the boundary around the page.</summary>
    protected Task UpdateAsync(Action change) => InvokeAsync(async () =>
    {
        try
        {
            change();
            StateHasChanged();
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    });
}
