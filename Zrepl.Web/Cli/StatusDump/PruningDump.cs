using Zrepl.Engine.Pruning.Reports;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>The sections about pruning. Source: spec A4.1, rules 10 and 13.</summary>
internal static class PruningDump
{
    private const int Cells = 80;

    public static void Write(IndentedText text, PruneReport? report)
    {
        if (report is null)
        {
            text.Line("...");
            return;
        }

        text.Line($"Status: {report.State}");
        if (report.Error.Length > 0) text.Line($"Error: {report.Error}");
        if (report.State is PruneState.Plan or PruneState.PlanErr) return;
        List<(PrunedFilesystem Filesystem, bool IsCompleted)> all =
            [.. (report.Pending ?? []).Select(filesystem => (filesystem, false)), .. (report.Completed ?? []).Select(filesystem => (filesystem, true))];
        if (all.Count == 0)
        {
            text.Line("nothing to do");
            return;
        }

        var (completed, total) = report.Destroys();
        if (!report.IsFinal) text.Line($"Progress: {DumpText.Bar(Cells, total == 0 ? 0 : (int)Math.Round((double)Cells * completed / total), '>')} {completed}/{total} snapshots");
        var width = all.Max(row => row.Filesystem.Filesystem.Length);
        foreach (var (filesystem, isCompleted) in all.OrderBy(row => row.Filesystem.Filesystem, StringComparer.Ordinal))
            text.Line($"{filesystem.Filesystem.PadRight(width)} {StateOf(filesystem, isCompleted)}", hang: width + 1);
    }

    private static string StateOf(PrunedFilesystem filesystem, bool isCompleted)
    {
        if (filesystem.SkipReason.Length > 0) return $"skipped: {filesystem.SkipReason}";
        if (filesystem.LastError.Length > 0) return $"ERROR: {filesystem.LastError}";
        var action = $"(destroy {filesystem.DestroyList?.Length ?? 0} of {filesystem.SnapshotList?.Length ?? 0} snapshots)";
        if (isCompleted) return $"Completed  {action}";
        return "Pending    " + (filesystem.DestroyList is [var only] ? only.Name : action);
    }
}
