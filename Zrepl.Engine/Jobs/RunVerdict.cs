using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>What to say about a run in one line, and what an administrator can do.</summary>
internal sealed record RunVerdict(RunOutcome Outcome, string? Error, string? WhatToDo)
{
    private const string MoreInReport = "The report of the run names each.";
    private const string MoreInLog = "The log of the run has the details.";
    private const string NotPlanned = "could not be planned";

    public static RunVerdict Of(JobStatus status, StopReason? stopped, Exception? fault)
    {
        if (stopped is not null) return new(RunOutcome.Cancelled, stopped.ToString(), null);
        if (fault is TransportNotSupportedException)
            return new(RunOutcome.Failed, fault.Message, "Use another transport in the job's connect section, or another build.");
        if (fault is not null) return new(RunOutcome.Failed, FailureText.Of(fault), "The log has the details. The next run tries again.");
        var replication = OfReplication(status);
        var parts = new[] { replication, Of("sender", status.PruningSender), Of("receiver", status.PruningReceiver), Of("local", status.Pruning) }
            .OfType<Part>().ToList();
        if (parts.Count == 0) return new(RunOutcome.Succeeded, null, null);
        var isAllOrNothing = status.Replication is null || replication?.Outcome == RunOutcome.Failed;
        var outcome = isAllOrNothing ? parts.Max(part => part.Outcome) : RunOutcome.Partial; // replicated, but not pruned, is not nothing
        // One cause is told once, whatever it stopped.
        var errors = parts.GroupBy(part => (part.Failed, part.Cause), part => part.What).Select(same => $"{string.Join(" and ", same)} {same.Key.Failed}: {same.Key.Cause}");
        return new(outcome, string.Join("; ", errors), parts[0].WhatToDo);
    }

    private static Part? OfReplication(JobStatus job)
    {
        if (job.Replication?.Attempts.LastOrDefault() is not { } latest) return null;
        if (latest.PlanError is { } planError)
            return new(RunOutcome.Failed, "replication", NotPlanned, planError.Err, AdviceFor(latest.ErrorClass, MoreInLog));
        var failed = latest.Filesystems.Where(filesystem => filesystem.Error is not null).ToList();
        if (failed.Count == 0) return null;
        var first = failed[0];
        var more = failed.Count == 1 ? "" : $" (and {failed.Count - 1} more)";
        var outcome = failed.Count == latest.Filesystems.Count ? RunOutcome.Failed : RunOutcome.Partial;
        return new(outcome, $"replication of {first.Info.Name}", "failed", first.Error!.Err + more, AdviceFor(job, first)); // failed ones have an error
    }

    private static Part? Of(string side, PruneReport? report)
    {
        if (report is null or { State: PruneState.Done } or { AwaitsApproval: true }) return null; // that somebody has to approve is told by itself
        if (report.Error.Length > 0)
            return new(RunOutcome.Failed, $"pruning ({side})", NotPlanned, report.Error, MoreInLog);
        var failed = report.Completed?.Where(filesystem => filesystem.LastError.Length > 0).ToList() ?? [];
        if (failed.Count == 0) return null;
        var more = failed.Count == 1 ? "" : $" (and {failed.Count - 1} more)";
        return new(RunOutcome.Partial, $"pruning ({side}) of {failed[0].Filesystem}", "failed", failed[0].LastError + more, MoreInReport);
    }

    private static string Repair(JobStatus job, FilesystemReport filesystem) =>
        $"Where the copy is on this machine, zrepl repair {job.Name} {filesystem.Info.Name} lists the ways out.";

    private static string AdviceFor(JobStatus job, FilesystemReport filesystem) => filesystem.Conflict switch
    {
        null => AdviceFor(filesystem.ErrorClass, MoreInReport),
        { CommonAncestor: { } common } =>
            $"The receiver has snapshots of its own after {common}; zrepl destroys none of them by itself. If nobody needs them, destroy them there "
            + $"(or, with all that was written since, zfs rollback -r to {common}); the next run then goes on. {Repair(job, filesystem)}",
        { ReceiverOnly.IsEmpty: false } =>
            "The receiver's dataset has nothing in common with the sender's, and zrepl destroys nothing of it by itself. Rename it there (zfs rename) to keep "
            + $"it, or destroy it; the next run then begins anew with a full copy. {Repair(job, filesystem)}",
        _ => "Take a snapshot of the sender's dataset; the next run then goes on.",
    };

    private static string AdviceFor(FailureClass? failure, string otherwise) => failure switch
    {
        FailureClass.Connectivity => "Check that the other side runs and can be reached. The next run tries again; a wakeup tries now.",
        FailureClass.Stalled => "What has arrived is kept; the next run goes on from there. A wakeup tries now.",
        _ => otherwise,
    };

    /// <summary>What one part of the work came to.</summary>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="What">Which part, and where.</param>
    /// <param name="Failed">That it failed, in words.</param>
    /// <param name="Cause">Why.</param>
    /// <param name="WhatToDo">What an administrator can do.</param>
    private sealed record Part(RunOutcome Outcome, string What, string Failed, string Cause, string WhatToDo);
}
