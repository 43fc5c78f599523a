using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>How far something has come, as a bar that glides from value to value.</summary>
public sealed partial class ProgressLane : ComponentBase
{
    /// <summary>From 0 to 1; null if the whole is not known.</summary>
    [Parameter, EditorRequired] public double? Part { get; set; }

    /// <summary>What it is about, for those who do not see it.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>Colour of the filled part.</summary>
    [Parameter] public StateKind Kind { get; set; } = StateKind.Running;

    private double? Bounded => Part is { } part && !double.IsNaN(part) ? Math.Clamp(part, 0, 1) : null;

    /// <summary>Rounded down: 100 % means all.</summary>
    private int? Percent => Bounded is { } part ? (int)(part * 100) : null;

    private string Width => ((Bounded ?? 0) * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";
}
