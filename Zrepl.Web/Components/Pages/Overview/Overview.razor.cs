using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>All jobs live, worst first.</summary>
public sealed partial class Overview : LiveComponent
{
    private readonly JobOrder _order = new();
    private DatasetRates? _rates;

    /// <summary>The engine.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>Runs that ended.</summary>
    [Inject] public required IRecentRuns Runs { get; init; }

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

    private void Refresh()
    {
        _rates ??= new DatasetRates(Time);
        View = OverviewView.From(_order.Arrange(Feed.Current, Time.GetLocalNow()), Runs.Of, RateOf, Time.GetLocalNow());
    }

    private double? RateOf(string job, FilesystemReport filesystem) => _rates?.Look(job, filesystem);

    private void Hold(bool isHeld)
    {
        _order.IsHeld = isHeld;
        if (!isHeld) Refresh();
    }
}
