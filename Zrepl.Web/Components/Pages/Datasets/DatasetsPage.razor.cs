using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>Pools and datasets of this machine as a tree. All browsers share one listing.</summary>
public sealed partial class DatasetsPage : LiveComponent
{
    private const int DeepestOpen = 0, MostOpen = 100;

    private readonly Dictionary<string, bool> _closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<DatasetRow>> _rows = new(StringComparer.Ordinal);
    private ImmutableArray<HostDatasets>? _hosts;
    private string _filter = "";
    private string? _askedFor;
    private bool _isReading;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The engine.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>Shows only datasets with this in their name, as the address asks.</summary>
    [SupplyParameterFromQuery(Name = "filter")] public string? Filter { get; set; }

    [Inject] private DatasetCatalog Catalog { get; init; } = null!; // given before the first rendering

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    private bool IsFiltered => _filter.Trim().Length > 0;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Catalog.Current is { } known) Show(known);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Filter == _askedFor) return;
        _askedFor = Filter;
        _filter = Filter ?? "";
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await LoadAsync(DatasetCatalog.FreshEnough); // ZFS may need a while: the page is there before
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() =>
        HistorySubscription.To(Writer.News, () => InvokeAsync(() => LoadAsync(DatasetCatalog.FreshEnough)), Time, DatasetCatalog.FreshEnough);

    private async Task LoadAsync(TimeSpan atMost)
    {
        try
        {
            _isReading = atMost == TimeSpan.Zero;
            Show(await Catalog.GetAsync(atMost, CancellationToken.None));
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
        finally
        {
            _isReading = false;
            StateHasChanged();
        }
    }

    private void Show(ImmutableArray<HostDatasets> hosts)
    {
        if (_hosts is { } shown && shown == hosts) return;
        _hosts = hosts;
        foreach (var host in hosts) _rows[host.Host] = DatasetRow.Of(host);
    }

    private FreshnessState? AlarmOf(DatasetRow row)
    {
        if (Feed.Find(row.ReplicatedBy) is not { } job || !job.Targets.Exist) return null;
        var copy = DatasetCopy.Find(job.Copies, row.Name);
        return copy is not null && DatasetFreshness.Of(copy, job.Targets, Time.GetUtcNow()) is { IsAlarming: true } freshness ? freshness.State : null;
    }

    private List<DatasetRow> RowsOf(HostDatasets host)
    {
        var rows = _rows[host.Host];
        if (IsFiltered) return [.. rows.Where(row => row.Name.Contains(_filter.Trim(), StringComparison.OrdinalIgnoreCase))];
        var shown = new List<DatasetRow>();
        string? below = null; // the closed dataset that hides what follows
        foreach (var row in rows)
        {
            if (below is not null && row.Name.StartsWith(below, StringComparison.Ordinal)) continue;
            shown.Add(row);
            below = row.HasChildren && IsClosed(row) ? row.Name + "/" : null;
        }

        return shown;
    }

    // A small tree is open; of a large one, the first levels.
    private bool IsClosed(DatasetRow row) =>
        _closed.TryGetValue(row.Host + "\n" + row.Name, out var chosen) ? chosen : row.Depth > DeepestOpen && _rows[row.Host].Length > MostOpen;

    private void Toggle(DatasetRow row) => _closed[row.Host + "\n" + row.Name] = !IsClosed(row);
}
