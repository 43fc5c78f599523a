using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>Says that the dataset below which copies are to go is not there, with the command that makes it.</summary>
public sealed partial class RootNote : ComponentBase
{
    /// <summary>True while it is looked up once more.</summary>
    [Parameter] public bool IsLooking { get; set; }

    /// <summary>Called when it is to be looked up once more.</summary>
    [Parameter] public EventCallback OnLookAgain { get; set; }

    /// <summary>What stands in the way; null: nothing, and nothing is shown.</summary>
    [Parameter, EditorRequired] public RootAdvice? Advice { get; set; }
}
