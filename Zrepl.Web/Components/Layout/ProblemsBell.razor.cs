using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Layout;

/// <summary>How many jobs need somebody, and which, on every page.</summary>
public sealed partial class ProblemsBell : LiveComponent
{
    private const int MostListed = 50;

    private ImmutableArray<BellLine> _problems = [];
    private int _count;

    /// <summary>The engine.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>Tells that time goes by.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    private string Label => _count switch
    {
        0 => "No problems",
        1 => "1 job needs you",
        var several => $"{several} jobs need you",
    };

    /// <inheritdoc/>
    protected override void OnInitialized() => Refresh();

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => StatusSubscription.ToAll(Feed, _ => UpdateAsync(Refresh), Time).With(Clock, () => _ = UpdateAsync(Refresh));

    private bool Refresh()
    {
        var now = Time.GetUtcNow();
        var needing = Feed.Current.Select(job => JudgedJob.Of(job, now)).Where(job => job.NeedsYou).ToList();
        ImmutableArray<BellLine> lines = [.. needing.Take(MostListed).Select(BellLine.From)];
        if (needing.Count == _count && lines.SequenceEqual(_problems)) return false;
        (_problems, _count) = (lines, needing.Count);
        return true;
    }
}
