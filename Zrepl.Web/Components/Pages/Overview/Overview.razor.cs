using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>All jobs live, worst first.</summary>
public sealed partial class Overview : LiveComponent
{
    private readonly JobOrder _order = new();
    private ImmutableArray<JobLine> _lines = [];

    /// <summary>The engine.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>What there is to show, the same for all browsers.</summary>
    [Inject] public required OverviewBoard Board { get; init; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Tells that time goes by.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    private OverviewView View { get; set; } = null!; // set before the first rendering

    /// <inheritdoc/>
    protected override void OnInitialized() => Refresh();

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => StatusSubscription.ToAll(Feed, _ => UpdateAsync(Refresh), Time)
        .With(Clock, () => _ = UpdateAsync(Refresh));

    private bool Refresh()
    {
        var (before, lines) = (View, _lines);
        View = Board.Look();
        _lines = _order.Arrange(View.Jobs);
        return !ReferenceEquals(View, before) || _lines != lines;
    }

    private void Hold(bool isHeld)
    {
        _order.IsHeld = isHeld;
        if (!isHeld) Refresh();
    }
}
