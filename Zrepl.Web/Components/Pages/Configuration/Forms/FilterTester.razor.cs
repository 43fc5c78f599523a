using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Web.Live.Datasets;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Which of the datasets there are a filter takes, and by which of its lines: while it is typed.</summary>
public sealed partial class FilterTester : ComponentBase
{
    private ImmutableArray<FilterVerdict> _verdicts = [];
    private IReadOnlyList<(string Host, DatasetPath Dataset)>? _datasets;
    private bool _hasHosts;
    private string? _trouble;

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>Where the filter is.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    [Inject] private DatasetCatalog Catalog { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override void OnParametersSet() => Judge();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var hosts = await Catalog.GetAsync(DatasetCatalog.FreshEnough, CancellationToken.None); // ends by itself
        _hasHosts = hosts.Length > 1;
        _trouble = hosts.Where(host => host.Problem is not null).Select(host => $"The datasets{(_hasHosts ? $" of {host.Host}" : "")} cannot be listed: {host.Problem}.").FirstOrDefault();
        _datasets = [.. hosts.SelectMany(host => host.Datasets.Select(dataset => (host.Host, dataset.Space.Path)))];
        Judge();
    }

    private void Judge()
    {
        if (_datasets is not null) _verdicts = FilterTest.Of(FilterTest.FilterOf(Form.Draft, At), pattern => Form.LineOf(At.Entry(pattern)), _datasets);
    }
}
