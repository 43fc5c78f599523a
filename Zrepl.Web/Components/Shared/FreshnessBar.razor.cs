using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Freshness;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Components.Shared;

/// <summary>How old a copy is compared with its target, as a small bar and in figures, kept up to date.</summary>
public sealed partial class FreshnessBar : ComponentBase, ITimedPart, IDisposable
{
    private IDisposable? _ticks;
    private double? _part;
    private StateKind _kind;
    private bool _isAlarming;
    private string _figures = "", _word = "", _title = "";

    /// <summary>The copy.</summary>
    [Parameter, EditorRequired] public required DatasetCopy Copy { get; set; }

    /// <summary>The targets of its job.</summary>
    [Parameter, EditorRequired] public required FreshnessTargets Targets { get; set; }

    /// <summary>Says the state in a word; null: where not all is well.</summary>
    [Parameter] public bool? ShowsWord { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    /// <summary>What changes by itself on this page.</summary>
    [Inject] public required PageUpdates Updates { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _ticks?.Dispose();

    /// <inheritdoc/>
    protected override void OnParametersSet() => Judge();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ticks = Updates.Follow(this);
    }

    // The bar is only drawn anew with its figures: a pixel a second is not worth a message to every browser.
    bool ITimedPart.Look()
    {
        var (figures, word) = (_figures, _word);
        Judge();
        return figures != _figures || word != _word;
    }

    void IPagePart.Draw() => StateHasChanged();

    Task IPagePart.OnPageAsync(Action work) => InvokeAsync(work);

    private void Judge()
    {
        var freshness = DatasetFreshness.Of(Copy, Targets, Clock.Now);
        _kind = freshness.State.Kind();
        _isAlarming = freshness.IsAlarming;
        _word = freshness.State.Word();
        _figures = FreshnessWords.Figures(freshness);
        _part = freshness is { Age: { } age, Target: { } target } ? age / target.LateFrom : null;
        _title = freshness.Copy.TakenAt is { } taken
            ? $"{Copy.Dataset}@{Copy.Snapshot}, taken {MomentText.Full(Clock.ToLocal(taken))}"
            : $"{Copy.Dataset}: no copy yet";
    }
}
