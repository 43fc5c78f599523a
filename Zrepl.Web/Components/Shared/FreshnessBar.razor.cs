using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Freshness;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Components.Shared;

/// <summary>How old a copy is compared with its target, as a small bar and in figures, kept up to date.</summary>
public sealed partial class FreshnessBar : ComponentBase, IDisposable
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

    /// <inheritdoc/>
    public void Dispose() => _ticks?.Dispose();

    /// <inheritdoc/>
    protected override void OnParametersSet() => Look();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ticks = Clock.Subscribe(() => _ = InvokeAsync(Tick));
    }

    // The bar is only drawn anew with its figures: a pixel a second is not worth a message to every browser.
    private void Tick()
    {
        var (figures, word) = (_figures, _word);
        Look();
        if (figures != _figures || word != _word) StateHasChanged();
    }

    private void Look()
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
