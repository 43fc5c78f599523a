using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Theme;

namespace Zrepl.Web.Components;

/// <summary>Finds the page of an address.</summary>
public sealed partial class Routes : ComponentBase
{
    /// <summary>The theme the visitor chose earlier.</summary>
    [Parameter] public ThemeChoice Choice { get; set; }
}
