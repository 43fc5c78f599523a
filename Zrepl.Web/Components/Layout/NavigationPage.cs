using System.Collections.Immutable;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;
using Zrepl.Web.Security;

namespace Zrepl.Web.Components.Layout;

/// <summary>An entry of the rail.</summary>
/// <param name="Word">Its word.</param>
/// <param name="Href">Its address.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Policy">Who sees it.</param>
internal sealed record NavigationPage(string Word, string Href, string Icon, string Policy = Policies.View)
{
    /// <summary>All pages there are, in the order of the rail. A page that does not exist yet has no entry.</summary>
    public static ImmutableArray<NavigationPage> All { get; } =
    [
        new("Overview", "/", Icons.Material.Outlined.SpaceDashboard),
        new("Datasets", "/datasets", Icons.Material.Outlined.Storage),
        new("Runs", "/runs", Icons.Material.Outlined.History),
        new("Traces", "/traces", Icons.Material.Outlined.Timeline),
        new("Logs", "/logs", Icons.Material.Outlined.Article),
        new("Configuration", "/configuration", Icons.Material.Outlined.Tune, Policies.Administer) { Short = "Config" },
        new("Settings", "/settings", Icons.Material.Outlined.Settings),
    ];

    /// <summary>Its word where there is little room.</summary>
    public string Short { get; init; } = Word;

    /// <summary>The start page would match every address otherwise.</summary>
    public NavLinkMatch Match => Href == "/" ? NavLinkMatch.All : NavLinkMatch.Prefix;
}
