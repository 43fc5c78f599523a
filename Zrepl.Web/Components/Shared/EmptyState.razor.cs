using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>What stands where there is nothing: why, and what the reader can do about it. Also for what could not be loaded.</summary>
public sealed partial class EmptyState : ComponentBase
{
    /// <summary>What there is none of.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>Why, in a sentence.</summary>
    [Parameter] public string? Reason { get; set; }

    /// <summary>A picture of it.</summary>
    [Parameter] public string Icon { get; set; } = MudBlazor.Icons.Material.Outlined.Inbox;

    /// <summary><see cref="StateKind.Failed"/> if it is not empty but could not be shown.</summary>
    [Parameter] public StateKind Kind { get; set; } = StateKind.Idle;

    /// <summary>What to do.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }
}
