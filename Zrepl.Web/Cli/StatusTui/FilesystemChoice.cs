using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status.Document;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>Leaves of a job's status only the filesystems that a person wants to see.</summary>
internal static class FilesystemChoice
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>The expression; null if it is empty or none, which then leaves everything.</summary>
    public static Regex? Parse(string text)
    {
        if (text.Length == 0) return null;
        try { return new(text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience); }
        catch (Exception none) when (none is ArgumentException or NotSupportedException) { return null; } // being typed
    }

    /// <summary>The part of a status.</summary>
    public static JobDocument Of(JobDocument job, Regex wanted) => job switch
    {
        JobDocument.Active active => active with
        {
            Body = new(Of(active.Body.Replication, wanted), Of(active.Body.PruningSender, wanted), Of(active.Body.PruningReceiver, wanted), Of(active.Body.Snapshotting, wanted)),
        },
        JobDocument.Snap snap => snap with { Body = new(Of(snap.Body.Pruning, wanted), Of(snap.Body.Snapshotting, wanted)) },
        JobDocument.Passive passive => passive with { Body = new(Of(passive.Body.Snapper, wanted)) },
        _ => job,
    };

    private static ReplicationReport? Of(ReplicationReport? report, Regex wanted) => report is null ? null : report with
    {
        Attempts = report.Attempts.ConvertAll(attempt => attempt with { Filesystems = attempt.Filesystems.FindAll(filesystem => wanted.IsMatch(filesystem.Info.Name)) }),
    };

    private static PruneReport? Of(PruneReport? report, Regex wanted) => report is null ? null : report with
    {
        Pending = report.Pending?.FindAll(filesystem => wanted.IsMatch(filesystem.Filesystem)),
        Completed = report.Completed?.FindAll(filesystem => wanted.IsMatch(filesystem.Filesystem)),
    };

    private static SnapshotterReport? Of(SnapshotterReport? report, Regex wanted) => report is null ? null : report with
    {
        Periodic = report.Periodic is { } periodic ? periodic with { Progress = Of(periodic.Progress, wanted) } : null,
        Cron = report.Cron is { } cron ? cron with { Progress = Of(cron.Progress, wanted) } : null,
    };

    private static ImmutableArray<Engine.Snapshotting.Reports.FilesystemReport>? Of(ImmutableArray<Engine.Snapshotting.Reports.FilesystemReport>? rows, Regex wanted) =>
        rows is { } some ? [.. some.Where(row => wanted.IsMatch(row.Path))] : null;
}
