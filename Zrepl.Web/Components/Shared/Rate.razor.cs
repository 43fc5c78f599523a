using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>Bytes per second.</summary>
public sealed partial class Rate : ComponentBase
{
    /// <summary>How fast; null: not known yet, or nothing moves.</summary>
    [Parameter, EditorRequired] public double? BytesPerSecond { get; set; }

    /// <summary>Said if it is not known.</summary>
    [Parameter] public string Unknown { get; set; } = "–";
}
