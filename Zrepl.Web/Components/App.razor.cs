using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Zrepl.Web.Components.Theme;

namespace Zrepl.Web.Components;

/// <summary>The document around every page. Rendered once per visit; everything in it comes from this server.</summary>
public sealed partial class App : ComponentBase
{
    private static readonly string[] StyleSheets =
    [
        "css/base.css", "css/frame.css", "css/shared.css", "css/overview.css", "css/job.css", "css/runs.css", "css/logs.css", "css/datasets.css",
        "css/door.css", "css/settings.css", "css/trace.css", "css/configuration.css", "css/forms.css",
    ];

    private ThemeChoice _choice;

    [CascadingParameter] private HttpContext? Request { get; set; }

    // The pages before the sign-in are plain: they connect to nothing and need no script.
    private IComponentRenderMode? Mode => Request?.AcceptsInteractiveRouting() is false ? null : RenderMode.InteractiveServer;

    /// <inheritdoc/>
    protected override void OnInitialized() => _choice = ThemeChoices.Parse(Request?.Request.Cookies[ThemeChoices.Cookie]);
}
