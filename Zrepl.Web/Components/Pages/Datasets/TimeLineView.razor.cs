using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>
/// Draws snapshots of both sides over their age, the buckets of retention grids behind them. A part is chosen with the pointer or by a button. The
/// table of the page says the same in words.
/// </summary>
public sealed partial class TimeLineView : ComponentBase, IAsyncDisposable
{
    private static readonly (string Word, TimeSpan Age)[] Ages =
    [
        ("hour", TimeSpan.FromHours(1)), ("day", TimeSpan.FromDays(1)), ("week", TimeSpan.FromDays(7)), ("month", TimeSpan.FromDays(31)), ("year", TimeSpan.FromDays(366)),
    ];

    private ElementReference _root;
    private DotNetObjectReference<TimeLineView>? _self;
    private BrowserPart? _brush;
    private (TimeSpan Youngest, TimeSpan Oldest)? _window;

    /// <summary>What to draw.</summary>
    [Parameter, EditorRequired] public required TimeLine Line { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    /// <summary>The browser.</summary>
    [Inject] public required IJSRuntime Script { get; init; }

    /// <summary>Address of the script.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    // Kept as ages: what is new moves on while somebody looks closer.
    private TimeScale Scale => _window is var (youngest, oldest) ? Line.Whole with { Youngest = youngest, Oldest = oldest } : Line.Whole;

    private int LeftOut => Line.Lanes.Sum(lane => lane.Drawn(Scale).LeftOut);

    // One alone is no choice.
    private IReadOnlyList<(string Word, TimeSpan? Age)> Choices
    {
        get
        {
            List<(string, TimeSpan?)> shorter = [.. Ages.Where(age => age.Age < Line.Whole.Oldest).Select(age => ($"Last {age.Word}", (TimeSpan?)age.Age))];
            return shorter.Count == 0 && _window is null ? [] : [("Everything", null), .. shorter];
        }
    }

    // Razor takes an element named "text" for its own. Words and places are ours, nothing from outside is in it.
    private MarkupString Axis => new(string.Concat(Scale.Ticks.Select(tick => $"<text x=\"{Percent(tick.X)}\" y=\"13\" text-anchor=\"middle\">{tick.Word}</text>"))
        + $"<text x=\"100%\" y=\"13\" text-anchor=\"end\">{(Scale.Youngest == TimeSpan.Zero ? "now" : DurationText.Rough(Scale.Youngest))}</text>");

    /// <summary>Called by the script: a part was chosen.</summary>
    /// <param name="left">Its left edge, 0 to 100.</param>
    /// <param name="right">Its right edge.</param>
    [JSInvokable]
    public Task Choose(double left, double right) => InvokeAsync(() =>
    {
        if (Scale.Between(left, right) is not { } part) return;
        _window = (part.Youngest, part.Oldest);
        StateHasChanged();
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_brush is not null) await _brush.DisposeAsync();
        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        _brush = new(Script);
        await _brush.OpenAsync(Navigation.ToAbsoluteUri(Assets["js/time-line.js"]).ToString(), "open", _root, _self);
    }

    private void Show(TimeSpan? age) => _window = age is { } oldest ? (TimeSpan.Zero, oldest) : null;

    private bool IsInSight(TimeSpan? age) => age is { } oldest ? _window == (TimeSpan.Zero, oldest) : _window is null;

    // Several grids share the height of a lane.
    private IEnumerable<((string Top, string Height) Grid, TimeShade Shade)> Shades(TimeLane lane) =>
        from grid in lane.Grids.Index()
        from shade in grid.Item.Shades(Scale)
        let height = 28.0 / lane.Grids.Length
        select ((Number(8 + (grid.Index * height)), Number(height)), shade);

    private string Title(TimeLane lane, TimePoint point) => string.Join(" · ", new[] { point.Name, MomentText.Full(Clock.ToLocal(point.At)), Where(lane, point) }.OfType<string>().Concat(point.Marks));

    private static string? Where(TimeLane lane, TimePoint point) => point.IsShared switch { true => "on both sides", false => lane.WhereIs(point), null => null };

    private string Summary(TimeLane lane) => $"{lane.Title}: {JobWords.Count(lane.Points.Length, "snapshot")}"
        + (Line.IsOtherSideKnown ? $", {lane.Points.Count(point => point.IsShared is true)} of them on both sides" : "");

    private static string Percent(double x) => Number(x) + "%";

    private static string Number(double x) => x.ToString("0.##", CultureInfo.InvariantCulture);
}
