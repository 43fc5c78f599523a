using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Pruning of one side.</summary>
/// <param name="Title">Which side.</param>
/// <param name="Error">Why nothing could be pruned at all, or null.</param>
/// <param name="RetryAt">When listing is tried again, or null.</param>
/// <param name="Lines">Its datasets.</param>
public sealed record PruneSideView(string Title, string? Error, DateTimeOffset? RetryAt, ImmutableArray<PruneLine> Lines)
{
    /// <summary>The sides a job prunes, as far as the run came to them.</summary>
    public static ImmutableArray<PruneSideView> Of(JobStatus job)
    {
        var here = job.Kind is JobKind.Pull ? "there" : "here";
        var there = job.Kind is JobKind.Pull ? "here" : "there";
        (string Title, PruneReport? Report)[] sides =
            [($"Pruning {here} (sender)", job.PruningSender), ($"Pruning {there} (receiver)", job.PruningReceiver), ("Pruning", job.Pruning)];
        return
        [
            .. from side in sides
               where side.Report is { AwaitsApproval: false } // else the page has a card that says so
               select new PruneSideView(
                   side.Title, side.Report.Error.Length > 0 ? side.Report.Error : null, side.Report.SleepUntil, PruneLine.Rows(side.Report)),
        ];
    }
}
