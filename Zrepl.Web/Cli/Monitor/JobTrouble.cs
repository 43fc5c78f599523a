using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Cli.StatusDump;

namespace Zrepl.Web.Cli.Monitor;

/// <summary>What is wrong with a job, read from its status document: in one line, the first of it.</summary>
internal static class JobTrouble
{
    /// <summary>Null if nothing is wrong.</summary>
    public static string? Of(JobDocument job) => OfReports(job) ?? (job.Attention is [var first, ..] ? FirstLine(first) : null);

    private static string? OfReports(JobDocument job) => job switch
    {
        JobDocument.Active active => Of(active.Body.Replication) ?? Of(active.Body.PruningSender) ?? Of(active.Body.PruningReceiver) ?? Of(active.Body.Snapshotting),
        JobDocument.Snap snap => Of(snap.Body.Pruning) ?? Of(snap.Body.Snapshotting),
        JobDocument.Passive passive => Of(passive.Body.Snapper),
        _ => null,
    };

    private static string? Of(ReplicationReport? report) => report?.Attempts.LastOrDefault() switch
    {
        { State: AttemptState.PlanningError } failed => failed.PlanError?.Err ?? "the replication could not be planned",
        { State: AttemptState.FilesystemError } failed => OfFilesystems(failed),
        _ => null,
    };

    private static string OfFilesystems(AttemptReport attempt)
    {
        var failed = attempt.Filesystems.Where(filesystem => filesystem.Error is not null).ToList();
        return failed.Count == 0 ? "the replication failed" : $"{DumpText.Count(failed.Count, "filesystem")} not replicated, {failed[0].Info.Name}: {FirstLine(failed[0].Error!.Err)}"; // looked for above
    }

    private static string? Of(PruneReport? report)
    {
        if (report is null) return null;
        if (report.Error.Length > 0) return $"pruning: {FirstLine(report.Error)}";
        var failed = (report.Completed ?? []).Concat(report.Pending ?? []).FirstOrDefault(filesystem => filesystem.LastError.Length > 0);
        return failed is null ? null : $"pruning of {failed.Filesystem}: {FirstLine(failed.LastError)}";
    }

    private static string? Of(SnapshotterReport? report)
    {
        if (report is null) return null;
        // The error of the whole only counts them.
        ImmutableArray<Engine.Snapshotting.Reports.FilesystemReport> rows = report.Periodic?.Progress ?? report.Cron?.Progress ?? [];
        if (rows.Where(row => row.State == SnapshotRowState.Error).ToList() is [var failed, .. var others])
            return $"snapshot of {failed.Path}{(others.Count == 0 ? "" : $" and {DumpText.Count(others.Count, "other")}")}: {FirstLine(failed.Error ?? failed.Hooks)}";
        var error = report.Periodic is { Error: { Length: > 0 } text } ? text : report.Cron?.Errors is [var first, ..] ? first : null;
        return error is null ? null : $"snapshots: {FirstLine(error)}";
    }

    private static string FirstLine(string text) => text.Split('\n')[0];
}
