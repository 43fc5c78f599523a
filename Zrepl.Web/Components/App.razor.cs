using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Theme;

namespace Zrepl.Web.Components;

/// <summary>The document around every page. Rendered once per visit; everything in it comes from this server.</summary>
public sealed partial class App : ComponentBase
{
    private static readonly string[] StyleSheets =
        ["css/base.css", "css/frame.css", "css/shared.css", "css/overview.css", "css/job.css", "css/runs.css", "css/logs.css", "css/datasets.css"];

    private ThemeChoice _choice;

    [CascadingParameter] private HttpContext? Request { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized() => _choice = ThemeChoices.Parse(Request?.Request.Cookies[ThemeChoices.Cookie]);
}
