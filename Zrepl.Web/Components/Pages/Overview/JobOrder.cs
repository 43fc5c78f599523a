using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>
/// Worst first, but calm: what needs somebody stands on top, everything else keeps the order of the configuration whether it runs or waits,
/// and while the pointer is over the list nothing changes places at all.
/// </summary>
internal sealed class JobOrder
{
    private ImmutableArray<string> _order = [];

    /// <summary>True while the reader points at the list.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Puts jobs in order.</summary>
    /// <param name="jobs">The jobs in the order of the configuration.</param>
    /// <param name="now">The time.</param>
    public ImmutableArray<JobStatus> Arrange(ImmutableArray<JobStatus> jobs, DateTimeOffset now)
    {
        if (!IsHeld) _order = [.. jobs.OrderBy(job => Urgency(job, now)).Select(job => job.Name.Text)]; // stable
        var places = _order.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        return [.. jobs.OrderBy(job => places.GetValueOrDefault(job.Name.Text, int.MaxValue))];
    }

    private static int Urgency(JobStatus job, DateTimeOffset now) => !JobWords.NeedsYou(job, now) ? int.MaxValue
        : (int)(JobWords.NeedsYou(job) ? JobWords.Kind(job) is StateKind.Late ? StateKind.Late : StateKind.Failed : JobFreshness.Of(job, now).State.Kind());
}
