using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>What was sent in the last days, how full the pools are and when they will be full. Read once a minute at most; nothing else of the page waits for it.</summary>
public sealed partial class Charts : LiveComponent
{
    private static readonly string BarWidth = (80.0 / ThroughputView.Hours).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private ThroughputView? _throughput;
    private ImmutableArray<PoolSpace>? _pools;
    private ImmutableArray<PoolForecast> _forecasts = [];
    private string? _trouble, _spaceProblem, _forecastTrouble;

    /// <summary>For the runs under way.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    [Inject] private PoolCatalog Pools { get; init; } = null!; // given before the first rendering

    [Inject] private PoolForecasts Forecasts { get; init; } = null!; // given before the first rendering

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await LoadAsync();
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => HistorySubscription.To(Writer.News, () => InvokeAsync(LoadAsync), Time, PoolCatalog.FreshEnough);

    private async Task LoadAsync()
    {
        try
        {
            await LoadThroughputAsync();
            StateHasChanged();
            var (pools, problem) = await Pools.GetAsync(CancellationToken.None);
            await LoadForecastsAsync(pools);
            (_pools, _spaceProblem) = (pools, problem);
            StateHasChanged();
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private async Task LoadForecastsAsync(ImmutableArray<PoolSpace> pools)
    {
        try
        {
            (_forecasts, _forecastTrouble) = (await Forecasts.OfAsync(pools, CancellationToken.None), null);
        }
        catch (DatabaseUnavailableException failure)
        {
            (_forecasts, _forecastTrouble) = ([], failure.Message);
        }
    }

    private async Task LoadThroughputAsync()
    {
        var now = Time.GetLocalNow();
        try
        {
            _throughput = ThroughputView.From([.. await History.BytesPerHourAsync(now.AddHours(-ThroughputView.Hours), CancellationToken.None), .. SentSoFar.Of(Feed.Current, now)], now);
            _trouble = null;
        }
        catch (DatabaseUnavailableException failure)
        {
            _trouble = failure.Message;
        }
    }

    private static string Summary(ThroughputView throughput) =>
        $"{ByteText.Of(throughput.Total)} sent in 7 days: {string.Join(", ", throughput.Series.Select(series => $"{series.Name} {ByteText.Of(series.Bytes)}"))}. The highest hour: {ByteText.Of(throughput.Top)}.";

    // Razor takes an element named "text" for its own. Words and places are ours, nothing from outside is in it.
    private static MarkupString Days(ThroughputView throughput) =>
        new(string.Concat(throughput.Days.Select(day => $"<text x=\"{Percent(day.X)}\" y=\"12\">{day.Word}</text>")));

    private static double Part(long bytes, PoolSpace pool) => pool.Size == 0 ? 0 : 100.0 * bytes / pool.Size;

    private static string PoolText(PoolSpace pool) =>
        KeptTogether.Text($"{ByteText.Of(pool.Used)} used of {ByteText.Of(pool.Size)}, {ByteText.Of(pool.BySnapshots)} by snapshots, {ByteText.Of(pool.Available)} free");

    private static string Percent(double x) => x.ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
