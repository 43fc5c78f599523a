using System.Globalization;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>Draws snapshots of both sides over their age. The table of the page says the same in words.</summary>
public sealed partial class TimeLineView : ComponentBase
{
    /// <summary>What to draw.</summary>
    [Parameter, EditorRequired] public required TimeLine Line { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    // Razor takes an element named "text" for its own. Words and places are ours, nothing from outside is in it.
    private MarkupString Axis => new(string.Concat(Line.Ticks.Select(tick => $"<text x=\"{Percent(tick.X)}\" y=\"13\" text-anchor=\"middle\">{tick.Word}</text>"))
        + "<text x=\"100%\" y=\"13\" text-anchor=\"end\">now</text>");

    private string Title(TimePoint point) => string.Join(" · ", new[] { point.Name, MomentText.Full(Clock.ToLocal(point.At)), Where(point) }.OfType<string>().Concat(point.Marks));

    private static string? Where(TimePoint point) => point.IsShared switch { true => "on both sides", false => "on this side only", null => null };

    private string Summary(TimeLane lane) => $"{lane.Title}: {JobWords.Count(lane.Points.Length, "snapshot")}"
        + (Line.IsOtherSideKnown ? $", {lane.Points.Count(point => point.IsShared is true)} of them on both sides" : "");

    private static string Percent(double x) => x.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
