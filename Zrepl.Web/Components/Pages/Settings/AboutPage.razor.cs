using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>Versions and paths.</summary>
public sealed partial class AboutPage : ComponentBase
{
    private ImmutableArray<InstallationFact> _facts = [];

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Finds out.</summary>
    [Inject] public required IInstallation Installation { get; init; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => _facts = await Installation.LookAsync(CancellationToken.None);
}
