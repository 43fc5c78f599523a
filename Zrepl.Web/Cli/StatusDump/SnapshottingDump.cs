using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Units;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>The section <c>Snapshotting:</c>. Source: spec A4.1, rule 11.</summary>
internal sealed class SnapshottingDump(DumpText words)
{
    public void Write(IndentedText text, SnapshotterReport? report)
    {
        if (report is null)
        {
            text.Line("...");
            return;
        }

        text.Line($"Type: {report.Type}");
        if (report.Periodic is { } periodic) Periodic(text, periodic);
        else if (report.Cron is { } cron) Cron(text, cron);
        else text.Line("<no details available>");
    }

    private void Periodic(IndentedText text, PeriodicReport report)
    {
        text.Line($"Status: {report.State}");
        if (report.Error.Length > 0) text.Line($"Error: {report.Error}");
        if (report is { SleepUntil: not null, State: PeriodicState.SyncUp or PeriodicState.SyncUpErrWait or PeriodicState.Waiting or PeriodicState.ErrorWait })
            text.Line($"Sleep until: {words.Time(report.SleepUntil)}");
        Filesystems(text, report.Progress ?? []);
    }

    private void Cron(IndentedText text, CronReport report)
    {
        text.Line($"State: {(report.State == CronState.Running ? "running" : "waiting")}");
        if (report is { State: CronState.Waiting, WakeupTime: { } next }) text.Line($"Sleep until: {words.Time(next)} ({DumpText.Duration(next - words.Now)} remaining)");
        // Its WakeupTime is the next one also now.
        if (SnapshotterReport.Of(report).RoundSince is { } begun) text.Line($"Started: {words.Time(begun)} (lasting {DumpText.Duration(words.Now - begun)})");

        foreach (var error in report.Errors ?? []) text.Line($"Error: {error}");
        Filesystems(text, report.Progress ?? []);
    }

    private static void Filesystems(IndentedText text, IReadOnlyCollection<FilesystemReport> rows)
    {
        if (rows.Count == 0) return;
        var pathWidth = rows.Max(row => row.Path.Length);
        var stateWidth = rows.Max(row => WordOf(row.State).Length);
        var durationWidth = rows.Max(row => DurationOf(row).Length);
        foreach (var row in rows)
        {
            var name = row.SnapName.Length == 0 ? "" : $"snap name: \"{row.SnapName}\"";
            text.Line($"{row.Path.PadRight(pathWidth)} {WordOf(row.State).PadRight(stateWidth)} {DurationOf(row).PadRight(durationWidth)} {name}");
            if (row.HooksHadError) text.Deeper(() => text.Line(row.Hooks, hang: 0));
        }
    }

    private static string WordOf(SnapshotRowState state) => "Snap" + state;

    private static string DurationOf(FilesystemReport row) => row is { StartAt: { } start, DoneAt: { } done }
        ? GoDuration.Format(DumpText.Round(done - start, TimeSpan.FromMilliseconds(100)))
        : "...";
}
