using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>
/// Rows of a table. A short list is in the page from the first answer of the server; of a long one, only what is on the screen, once the page
/// is connected.
/// </summary>
/// <typeparam name="T">What a row shows.</typeparam>
public sealed partial class LongRows<T> : ComponentBase
{
    private const int MostAtOnce = 100;

    /// <summary>What to show.</summary>
    [Parameter, EditorRequired] public required ICollection<T> Items { get; set; }

    /// <summary>Height of a usual row in pixels.</summary>
    [Parameter, EditorRequired] public required float Height { get; set; }

    /// <summary>The element that keeps the room of rows that are not on the screen.</summary>
    [Parameter] public string SpacerElement { get; set; } = "div";

    /// <summary>The row of an item.</summary>
    [Parameter, EditorRequired] public required RenderFragment<T> ChildContent { get; set; }
}
