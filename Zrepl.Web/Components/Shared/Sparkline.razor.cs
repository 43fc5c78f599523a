using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>A small curve without axes: whether something goes up, down or on.</summary>
public sealed partial class Sparkline : ComponentBase
{
    private const double Height = 24, Margin = 2;

    private string _line = "", _area = "";

    /// <summary>Values at even distances, oldest first; never negative.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<double> Values { get; set; }

    /// <summary>What it shows, with the last value, for those who do not see it.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>Colour of the curve.</summary>
    [Parameter] public StateKind Kind { get; set; } = StateKind.Idle;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _line = _area = "";
        if (Values.Length < 2) return;
        var top = Math.Max(Values.Max(), 1e-9);
        _line = string.Join(' ', Values.Select((value, index) => Point(100.0 * index / (Values.Length - 1), value / top)));
        _area = string.Create(CultureInfo.InvariantCulture, $"0,{Height} {_line} 100,{Height}");
    }

    private static string Point(double x, double part) =>
        string.Create(CultureInfo.InvariantCulture, $"{x:0.##},{Height - Margin - (part * (Height - 2 * Margin)):0.##}");
}
