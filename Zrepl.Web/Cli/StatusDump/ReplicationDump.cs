using System.Collections.Immutable;
using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>The section <c>Replication:</c>. Source: spec A4.1, rules 1 to 8.</summary>
internal sealed class ReplicationDump(DumpText words, TransferLook look)
{
    private const int Cells = 50;

    public void Write(IndentedText text, ReplicationReport? report)
    {
        if (report is null)
        {
            text.Line("...");
            return;
        }

        if (report.WaitReconnectError is { } lost) text.Line($"Connectivity: {lost.Err}");
        if (report.WaitReconnectSince is not null) text.Line(Reconnecting(report));
        if (report.Attempts.IsEmpty)
        {
            text.Line("no attempts made yet");
            return;
        }

        Attempts(text, report.Attempts);
        Latest(text, report.Attempts[^1]);
    }

    private string Reconnecting(ReplicationReport report)
    {
        if (report.WaitReconnectUntil is not { } until) return $"Connectivity: reconnecting with exponential backoff (since {words.Time(report.WaitReconnectSince)}) (waiting indefinitely)";
        var left = until - words.Now;
        return left > TimeSpan.Zero
            ? $"Connectivity: reconnecting with exponential backoff (since {words.Time(report.WaitReconnectSince)}) (hard fail in {DumpText.Duration(left)} @ {words.Time(until)})"
            : $"Connectivity: reconnects reached hard-fail timeout @ {words.Time(until)}";
    }

    private void Attempts(IndentedText text, ImmutableList<AttemptReport> attempts)
    {
        if (attempts.Count == 1)
        {
            text.Line("Attempt #1");
            return;
        }

        text.Line($"Attempt #{attempts.Count}. Previous attempts failed with the following statuses:");
        text.Deeper(() =>
        {
            foreach (var (number, attempt) in attempts.SkipLast(1).Index())
                text.Line($"#{number + 1}: {AttemptWord(attempt.State)} (failed at {words.Second(attempt.FinishAt)}) (ran {DumpText.Duration((attempt.FinishAt ?? words.Now) - (attempt.StartAt ?? words.Now))})");
        });
    }

    private void Latest(IndentedText text, AttemptReport attempt)
    {
        text.Line($"Status: {AttemptWord(attempt.State)}");
        if (attempt.State == AttemptState.PlanningError) text.Line($"Problem: {attempt.PlanError?.Err}");
        if (attempt.State == AttemptState.FilesystemError) text.Line("Problem: one or more of the filesystems encountered errors");
        text.Line(attempt is { FinishAt: { } finished, StartAt: { } started }
            ? $"Last Run: {words.Second(finished)} (lasted {DumpText.Duration(finished - started)})"
            : $"Started: {words.Second(attempt.StartAt)} (lasting {DumpText.Duration(words.Now - (attempt.StartAt ?? words.Now))})");
        if (attempt.State is AttemptState.Planning or AttemptState.PlanningError) return;
        var bytes = attempt.Bytes();
        if (!attempt.IsFinal) text.Line(Progress(bytes, look));
        if (bytes.IsImprecise) text.Line("NOTE: not all steps could be size-estimated, total estimate is likely imprecise!");
        if (attempt.Filesystems.IsEmpty) text.Line("NOTE: no filesystems were considered for replication!");
        var width = attempt.Filesystems.Select(filesystem => filesystem.Info.Name.Length).DefaultIfEmpty().Max();
        foreach (var filesystem in attempt.Filesystems) text.Line(Filesystem(filesystem, width));
    }

    /// <summary>Bar, sums, rate and what is left; the rate is unknown at a first look, which is written as 0.</summary>
    internal static string Progress(ByteFigures bytes, TransferLook look)
    {
        var done = bytes.Expected > 0 ? (int)Math.Min(Cells, (long)(Cells * ((double)bytes.Replicated / bytes.Expected))) : bytes.Replicated == 0 ? Cells : 0;
        var left = TransferRate.TimeLeft(bytes, look.BytesPerSecond) is { } time && time > TimeSpan.Zero ? $" ({DumpText.Remaining(time)} remaining)" : "";
        return $"Progress: {DumpText.Bar(Cells, done, look.Arrow)} {DumpText.Bytes(bytes.Replicated)} / {DumpText.Bytes(bytes.Expected)} @ {DumpText.Bytes((long)(look.BytesPerSecond ?? 0))}/s{left}";
    }

    private static string Filesystem(FilesystemReport filesystem, int width)
    {
        var bytes = filesystem.Bytes();
        var notice = !bytes.IsImprecise ? "" : filesystem.Steps.Length == 1 ? " (step lacks size estimation)" : " (some steps lack size estimation)";
        var marker = filesystem.IsActive() ? '*' : ' ';
        var next = filesystem.Error?.Err ?? filesystem.Stalled ?? filesystem.NextStepText();
        return $"{marker} {filesystem.Info.Name.PadRight(width)} {FilesystemWord(filesystem.State)} "
            + $"(step {filesystem.CurrentStepForPeople()}/{filesystem.Steps.Length}, {DumpText.Bytes(bytes.Replicated)}/{DumpText.Bytes(bytes.Expected)}){notice} {next}";
    }

    private static string AttemptWord(AttemptState state) => state switch
    {
        AttemptState.Planning => "planning",
        AttemptState.PlanningError => "planning-error",
        AttemptState.FilesystemError => "filesystem-error",
        AttemptState.Done => "done",
        _ => "fan-out-filesystems",
    };

    private static string FilesystemWord(FilesystemState state) => state switch
    {
        FilesystemState.Planning => "PLANNING",
        FilesystemState.PlanningError => "PLANNING-ERROR",
        FilesystemState.StepError => "STEP-ERROR",
        FilesystemState.Done => "DONE",
        _ => "STEPPING",
    };
}
