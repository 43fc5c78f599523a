using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>What the files of the configuration said before: who changed them when, what differs, and a way back.</summary>
public sealed partial class VersionsPage : ComponentBase
{
    private string _file = "";
    private List<ConfigurationVersion>? _versions;
    private long? _open;
    private ImmutableArray<ComparedLine> _difference = [];
    private string? _trouble;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private ConfigurationDesk Desk { get; init; } = null!; // always injected; its type is not public

    [Inject] private ConfigurationVersions Versions { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _file = Desk.Files[0];
        await LoadAsync();
    }

    private async Task ChooseAsync(string file)
    {
        _file = file;
        await LoadAsync();
    }

    private Task LoadAsync() => TryAsync(async () =>
    {
        _open = null;
        _versions = await Versions.OfAsync(_file, CancellationToken.None);
    });

    private async Task ToggleAsync(ConfigurationVersion version)
    {
        if (_open == version.Id)
        {
            _open = null;
            return;
        }

        await TryAsync(async () =>
        {
            if (await Versions.FindAsync(version.Id, CancellationToken.None) is not { } found) return;
            _difference = LineDifference.Of(found.Text, Desk.Read(_file).Text);
            _open = version.Id;
        });
    }

    // Of the first one kept nobody knows whether it was changed.
    private string WhoseIs(ConfigurationVersion version) =>
        version.Author.Length > 0 ? $"saved by {version.Author}" : version == _versions?[^1] ? "found when the daemon read it first" : "changed on the machine";

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            _trouble = null;
            await act();
        }
        catch (Exception failure) when (failure is DatabaseUnavailableException or ConfigurationFileException)
        {
            _trouble = failure.Message;
        }
    }
}
