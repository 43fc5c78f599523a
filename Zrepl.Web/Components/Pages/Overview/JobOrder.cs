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
    private ImmutableArray<JobLine> _shown = [];
    private Dictionary<string, int>? _held;

    /// <summary>True while the reader points at the list.</summary>
    public bool IsHeld
    {
        get => _held is not null;
        set => _held = value ? _shown.Select((line, place) => (line.Name, place)).ToDictionary(pair => pair.Name, pair => pair.place, StringComparer.Ordinal) : null;
    }

    /// <summary>Judges jobs and puts them in order, the worst first.</summary>
    /// <param name="jobs">The jobs in the order of the configuration.</param>
    /// <param name="now">The time.</param>
    public static ImmutableArray<JudgedJob> WorstFirst(ImmutableArray<JobStatus> jobs, DateTimeOffset now) =>
        [.. jobs.Select(job => JudgedJob.Of(job, now)).OrderBy(Urgency)]; // stable

    /// <summary>The order for one reader.</summary>
    /// <param name="worstFirst">The lines, the worst first.</param>
    /// <returns>The same; while the reader points at the list, in the order it had before, new ones last.</returns>
    public ImmutableArray<JobLine> Arrange(ImmutableArray<JobLine> worstFirst)
    {
        if (_held is { } places) return [.. worstFirst.OrderBy(line => places.GetValueOrDefault(line.Name, int.MaxValue))];
        return _shown = worstFirst;
    }

    private static int Urgency(JudgedJob judged) => judged switch
    {
        { NeedsYou: false } => int.MaxValue,
        { Job: var job } when JobWords.NeedsYou(job) => (int)(JobWords.Kind(job) is StateKind.Late ? StateKind.Late : StateKind.Failed),
        _ => (int)judged.Freshness.State.Kind(),
    };
}
