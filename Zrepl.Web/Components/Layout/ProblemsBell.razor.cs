using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Components.Layout;

/// <summary>How many jobs need somebody, and which, on every page.</summary>
public sealed partial class ProblemsBell : LiveComponent
{
    private ImmutableArray<JobStatus> _problems = [];

    /// <summary>The engine.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>Tells that time goes by.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    private DateTimeOffset Now => Time.GetUtcNow();

    private string Label => _problems.Length switch
    {
        0 => "No problems",
        1 => "1 job needs you",
        var several => $"{several} jobs need you",
    };

    /// <inheritdoc/>
    protected override void OnInitialized() => Refresh();

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => StatusSubscription.ToAll(Feed, ShowAsync, Time).With(Clock, () => _ = UpdateAsync(Refresh));

    private Task ShowAsync(ImmutableArray<JobStatus> jobs) => UpdateAsync(Refresh);

    private void Refresh() => _problems = [.. Feed.Current.Where(job => JobWords.NeedsYou(job, Now))];

    private string? FreshnessOf(JobStatus job) =>
        JobFreshness.Of(job, Now) is { IsAlarming: true } freshness ? FreshnessWords.Reason(freshness, job) : null;
}
