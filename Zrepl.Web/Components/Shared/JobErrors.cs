using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Components.Shared;

/// <summary>An error as it stands in a report.</summary>
/// <param name="Where">The dataset, or what was being done.</param>
/// <param name="IsDataset">True if <paramref name="Where"/> is a dataset.</param>
/// <param name="Text">The error in full.</param>
/// <param name="At">When, if known.</param>
public sealed record JobError(string Where, bool IsDataset, string Text, DateTimeOffset? At);

/// <summary>All errors of the run under way or the last one, in full.</summary>
internal static class JobErrors
{
    /// <summary>In the order in which they were met: snapshots, replication, pruning.</summary>
    public static ImmutableArray<JobError> Of(JobStatus job) =>
    [
        .. OfSnapshots(job.Snapshotting),
        .. OfReplication(job),
        .. OfPruning(job.PruningSender, "pruning the sending side"),
        .. OfPruning(job.PruningReceiver, "pruning the receiving side"),
        .. OfPruning(job.Pruning, "pruning"),
    ];

    private static IEnumerable<JobError> OfReplication(JobStatus job)
    {
        if (job.Replication is not { } report) yield break;
        if (report.WaitReconnectError is { } lost) yield return new("connecting", false, lost.Err, lost.Time);
        if (report.Attempts.LastOrDefault() is not { } attempt) yield break;
        if (attempt.PlanError is { } plan) yield return new("planning", false, plan.Err, plan.Time);
        foreach (var filesystem in attempt.Filesystems)
        {
            if (filesystem.Error is { } error) yield return new(filesystem.Info.Name, true, error.Err, error.Time);
        }
    }

    private static IEnumerable<JobError> OfPruning(PruneReport? report, string what)
    {
        if (report is null) yield break;
        if (report.Error.Length > 0 && !report.AwaitsApproval) yield return new(what, false, report.Error, null);
        foreach (var filesystem in report.Completed ?? [])
        {
            if (filesystem.LastError.Length > 0) yield return new(filesystem.Filesystem, true, filesystem.LastError, null);
        }
    }

    private static IEnumerable<JobError> OfSnapshots(SnapshotterReport? report)
    {
        var progress = report?.Periodic?.Progress ?? report?.Cron?.Progress ?? [];
        var isTold = false;
        foreach (var row in progress.Where(row => row.Error is not null))
        {
            isTold = true;
            yield return new(row.Path, true, row.Hint is { Length: > 0 } hint ? $"{row.Error} {hint}" : row.Error!, row.DoneAt);
        }

        if (isTold) yield break; // the summary would only repeat it
        if (report?.Periodic?.Error is { Length: > 0 } periodic) yield return new("snapshots", false, periodic, null);
        foreach (var error in report?.Cron?.Errors ?? []) yield return new("snapshots", false, error, null);
    }
}
