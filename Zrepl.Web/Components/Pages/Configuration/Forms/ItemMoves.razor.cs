using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Moves one item of a list up or down: hooks run in their order, rules are told in theirs.</summary>
public sealed partial class ItemMoves : ComponentBase
{
    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>The list.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    /// <summary>Which item, from 0.</summary>
    [Parameter, EditorRequired] public required int Index { get; set; }

    /// <summary>What it is, for screen readers.</summary>
    [Parameter, EditorRequired] public required string What { get; set; }
}
