using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>One job: what it does now, dataset by dataset, and how it is defined.</summary>
public sealed partial class JobPage : LiveComponent
{
    private DatasetRates? _rates;
    private string? _shown;
    private JobDefinition? _definition;
    private string? _yaml;

    /// <summary>The job's name.</summary>
    [Parameter] public required string Name { get; set; }

    /// <summary>The engine.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>How jobs are defined.</summary>
    [Inject] public required IEnumerable<IJobDefinitions> Definitions { get; init; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Tells that time goes by.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    private JobView? View { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Name == _shown) return;
        var isAnother = _shown is not null;
        _shown = Name;
        _rates = new DatasetRates(Time);
        Refresh();
        if (isAnother) Listen();
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => StatusSubscription.ToJob(Feed, Name, _ => UpdateAsync(Refresh), Time)
        .With(Clock, () => _ = UpdateAsync(Refresh));

    private void Refresh()
    {
        var definition = Definitions.Select(source => source.Find(Name)).FirstOrDefault(found => found is not null);
        if (!ReferenceEquals(definition, _definition)) _yaml = definition is null ? null : CanonicalConfiguration.ToYaml(definition);
        _definition = definition;
        View = Feed.Find(Name) is { } job ? JobView.From(job, definition, RateOf, Time.GetLocalNow()) : null;
    }

    private double? RateOf(FilesystemReport filesystem) => _rates?.Look(Name, filesystem);
}
