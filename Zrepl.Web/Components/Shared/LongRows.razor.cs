using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>
/// Rows of a table. A short list is in the page from the first answer of the server; of a long one, only what is on the screen, once the page
/// is connected.
/// </summary>
/// <typeparam name="T">What a row shows.</typeparam>
public sealed partial class LongRows<T> : ComponentBase
{
    private int[] _numbers = []; // places in the list: a row has to know its own, see LongTable

    /// <summary>What to show; a list that is read by place.</summary>
    [Parameter, EditorRequired] public required ICollection<T> Items { get; set; }

    /// <summary>Height of a usual row in pixels.</summary>
    [Parameter, EditorRequired] public required float Height { get; set; }

    /// <summary>The element that keeps the room of rows that are not on the screen.</summary>
    [Parameter] public string SpacerElement { get; set; } = "div";

    /// <summary>The row of an item.</summary>
    [Parameter, EditorRequired] public required RenderFragment<LongRow<T>> ChildContent { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (LongTable.IsLong(Items.Count) && _numbers.Length != Items.Count) _numbers = [.. Enumerable.Range(0, Items.Count)];
    }
}
