using Microsoft.AspNetCore.Components;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Shared;

/// <summary>A moment as its distance from now, kept up to date; the exact local and UTC time is told to the pointer.</summary>
public sealed partial class Age : ComponentBase, ITimedPart, IDisposable
{
    private IDisposable? _ticks;
    private string _text = "";

    /// <summary>The moment; null: there was none.</summary>
    [Parameter, EditorRequired] public DateTimeOffset? At { get; set; }

    /// <summary>Said if there was none.</summary>
    [Parameter] public string Never { get; set; } = "never";

    /// <summary>Says the clock time instead of the distance: <c>14:00</c>.</summary>
    [Parameter] public bool AsClock { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    /// <summary>What changes by itself on this page.</summary>
    [Inject] public required PageUpdates Updates { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _ticks?.Dispose();

    /// <inheritdoc/>
    protected override void OnParametersSet() => _text = TextNow();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ticks = Updates.Follow(this); // not while a page is only rendered for its first bytes
    }

    bool ITimedPart.Look()
    {
        var text = TextNow();
        if (text == _text) return false;
        _text = text;
        return true;
    }

    void IPagePart.Draw() => StateHasChanged();

    Task IPagePart.OnPageAsync(Action work) => InvokeAsync(work);

    private string TextNow()
    {
        if (At is not { } at) return "";
        return AsClock ? MomentText.Clock(Clock.ToLocal(at), Clock.Now) : MomentText.Relative(at, Clock.Now);
    }
}
