using Microsoft.AspNetCore.Components;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Shared;

/// <summary>
/// A component that shows something the engine changes. It listens only once it is in a browser, not while its first bytes are made.
/// </summary>
public abstract class LiveComponent : ComponentBase, IPagePart, IDisposable
{
    private IDisposable? _subscription;

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>What changes by itself on this page.</summary>
    [Inject] public required PageUpdates Updates { get; init; }

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

    void IPagePart.Draw() => StateHasChanged();

    Task IPagePart.OnPageAsync(Action work) => InvokeAsync(work);

    /// <summary>Shows something new, together with what else is new on the page. A failure is shown by the boundary around the page.</summary>
    protected Task UpdateAsync(Action change) => UpdateAsync(() =>
    {
        change();
        return true;
    });

    /// <summary>The same, if there is anything new.</summary>
    /// <param name="change">Takes it over; false: what is shown still holds.</param>
    protected Task UpdateAsync(Func<bool> change) => InvokeAsync(async () =>
    {
        try
        {
            if (change()) Updates.Changed(this);
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    });
}
