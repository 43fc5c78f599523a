using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Theme;

namespace Zrepl.Web.Components.Layout;

/// <summary>What is in reach on every page: which machine this is, search, problems, theme.</summary>
public sealed partial class TopLine : ComponentBase
{
    /// <summary>The chosen theme.</summary>
    [Parameter, EditorRequired] public required ThemeChoice Choice { get; set; }

    /// <summary>Another theme was chosen.</summary>
    [Parameter] public EventCallback<ThemeChoice> ChoiceChanged { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }
}
