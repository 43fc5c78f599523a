using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Data;

/// <summary>Runs of an earlier process that never ended.</summary>
internal static class CutOffRuns
{
    public const string Explanation = "the daemon ended during this run";

    /// <summary>Says of them what happened. To be called before the first run of this process begins to be stored.</summary>
    public static Task<int> MarkAsync(ZreplDbContext db, CancellationToken cancellation) =>
        db.Runs.Where(run => run.Outcome == null).ExecuteUpdateAsync(
            run => run.SetProperty(r => r.Outcome, RunOutcome.Cancelled).SetProperty(r => r.Error, Explanation), cancellation);
}
