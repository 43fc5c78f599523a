using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>A state: icon, colour and word, always together.</summary>
public sealed partial class StateWord : ComponentBase
{
    /// <summary>What it means to the reader.</summary>
    [Parameter, EditorRequired] public required StateKind Kind { get; set; }

    /// <summary>The exact word; without one the word of the kind.</summary>
    [Parameter] public string? Word { get; set; }

    /// <summary>More of it for the pointer.</summary>
    [Parameter] public string? Title { get; set; }
}
