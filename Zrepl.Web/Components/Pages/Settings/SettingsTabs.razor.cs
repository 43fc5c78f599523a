using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>Heading and ways of the settings; who is no administrator sees what is theirs.</summary>
public sealed partial class SettingsTabs : ComponentBase
{
    /// <summary>The page.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }
}
