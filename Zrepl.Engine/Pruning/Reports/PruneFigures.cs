namespace Zrepl.Engine.Pruning.Reports;

/// <summary>What can be computed from a report. Source: spec 3.2, "Status rendering".</summary>
public static class PruneFigures
{
    /// <summary>Snapshots to destroy in filesystems that are through, and in all.</summary>
    public static (int Completed, int All) Destroys(this PruneReport report)
    {
        var completed = report.Completed?.Sum(DestroyCount) ?? 0;
        return (completed, completed + (report.Pending?.Sum(DestroyCount) ?? 0));
    }

    /// <summary>Filesystems that were not pruned as planned.</summary>
    public static int FailedCount(this PruneReport report) =>
        report.Completed?.Count(filesystem => filesystem.LastError.Length > 0) ?? 0;

    private static int DestroyCount(PrunedFilesystem filesystem) => filesystem.DestroyList?.Length ?? 0;
}
