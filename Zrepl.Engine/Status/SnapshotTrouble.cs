using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;

namespace Zrepl.Engine.Status;

/// <summary>Why the snapshots of a job fail. There is none once a round takes them all and no hook fails.</summary>
/// <param name="Text">What failed, on which dataset, why.</param>
/// <param name="WhatToDo">What an administrator can do about it.</param>
/// <param name="Since">When the first of the rounds that failed one after the other began.</param>
/// <param name="Rounds">How many failed one after the other; 0: not even the time of the first could be found.</param>
public sealed record SnapshotTrouble(string Text, string WhatToDo, DateTimeOffset Since, int Rounds)
{
    /// <summary>Text and how often, in sentences that follow each other.</summary>
    public string InFull => Rounds > 1 ? $"{Text}. {Rounds} rounds of snapshots failed in a row" : Text;

    /// <summary>What is known after a round. One that somebody cancelled says nothing.</summary>
    /// <param name="before">What was known before it.</param>
    /// <param name="result">What came of the round.</param>
    /// <param name="job">The job.</param>
    public static SnapshotTrouble? After(SnapshotTrouble? before, SnapshotRunResult result, JobName job)
    {
        if (result.Outcome is SnapshotRunOutcome.Cancelled) return before;
        if (result.Outcome is SnapshotRunOutcome.Succeeded) return null;
        var (text, whatToDo) = Told(result, job);
        return new(text, whatToDo, before?.Since ?? result.StartedAt, (before?.Rounds ?? 0) + 1);
    }

    /// <summary>What keeps a snapshotter from knowing when it is to begin; null: nothing does.</summary>
    /// <param name="report">How it stands.</param>
    /// <param name="shown">What is shown now.</param>
    /// <param name="now">The time.</param>
    public static SnapshotTrouble? OfBeginning(SnapshotterReport report, SnapshotTrouble? shown, DateTimeOffset now) =>
        report.Periodic is { State: PeriodicState.SyncUpErrWait } waiting
            ? new($"no snapshots are taken, because the newest ones cannot be looked at: {waiting.Error}",
                "Look whether the pool answers (zpool status, zfs list). zrepl tries again by itself.", shown?.Since ?? now, 0)
            : null;

    private static (string Text, string WhatToDo) Told(SnapshotRunResult result, JobName job)
    {
        var failed = result.Rows.Where(row => row.IsCreated == false || row.HasFailedHook).OrderBy(row => row.IsCreated == true).ToList();
        if (failed.Count == 0)
            return ($"no snapshots were taken: {result.Error}", "Look whether the pool answers (zpool status, zfs list). The next round tries again.");
        var more = failed.Count == 1 ? "" : $" (and {failed.Count - 1} more datasets)";
        var first = failed[0];
        var hook = first.Steps.FirstOrDefault(step => step is { Status: HookStepStatus.Err, Edge: not HookEdge.Callback });
        var why = hook?.Report?.Failure?.Message ?? first.Error ?? "the log tells why";
        var text = first.IsCreated == true ? $"{first.Filesystem}: a snapshot was taken, but a hook failed: {why}" : $"{first.Filesystem}: no snapshot was taken: {why}";
        var advice = first.Hint is { Length: > 0 } hint ? hint
            : hook is not null ? $"See what the hook printed (zrepl status) and mend it; zrepl signal snapshot {job} then takes snapshots at once."
            : $"Mend what ZFS complains of; zrepl signal snapshot {job} then takes snapshots at once.";
        return (text + more, advice);
    }
}
