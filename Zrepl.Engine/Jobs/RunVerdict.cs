using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>What to say about a run in one line, and what an administrator can do.</summary>
internal sealed record RunVerdict(RunOutcome Outcome, string? Error, string? WhatToDo)
{
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
            return new(RunOutcome.Failed, "replication", NotPlanned, FailureSummary.Of(planError.Err).Cause, AdviceFor(latest.ErrorClass, FailureSummary.Of(planError.Err).Advice ?? MoreInLog));
        var failed = latest.Filesystems.Where(filesystem => filesystem.Error is not null).ToList();
        if (failed.Count == 0) return null;
        var first = failed[0];
        var outcome = failed.Count == latest.Filesystems.Count ? RunOutcome.Failed : RunOutcome.Partial;
        return OfDatasets(outcome, "replication", [.. failed.Select(filesystem => (filesystem.Info.Name, FailureSummary.Of(filesystem.Error!.Err)))], // failed ones have an error
            advice => AdviceFor(job, first, advice, failed.Count));
    }

    private static Part? Of(string side, PruneReport? report)
    {
        if (report is null or { State: PruneState.Done } or { AwaitsApproval: true }) return null; // that somebody has to approve is told by itself
        if (report.Error.Length > 0)
            return new(RunOutcome.Failed, $"pruning ({side})", NotPlanned, FailureSummary.Of(report.Error).Cause, FailureSummary.Of(report.Error).Advice ?? MoreInLog);
        var failed = report.Completed?.Where(filesystem => filesystem.LastError.Length > 0).ToList() ?? [];
        if (failed.Count == 0) return null;
        return OfDatasets(RunOutcome.Partial, $"pruning ({side})", [.. failed.Select(filesystem => (filesystem.Filesystem, FailureSummary.Of(filesystem.LastError)))],
            advice => WithReport(advice, failed.Count));
    }

    // One cause of all is said of all of them; else that of the first one.
    private static Part OfDatasets(RunOutcome outcome, string what, ImmutableArray<(string Dataset, FailureSummary Error)> failed, Func<string?, string> advice)
    {
        var (dataset, error) = failed[0];
        var others = failed.Length - 1;
        var isOneCause = failed.All(one => one.Error.Cause == error.Cause);
        var all = others == 0 || !isOneCause ? dataset : $"{dataset} and {others} more {(others == 1 ? "dataset" : "datasets")}";
        return new(outcome, $"{what} of {all}", "failed", isOneCause ? error.Cause : $"{error.Cause}; {others} more failed, not all for this reason", advice(error.Advice));
    }

    private static string WithReport(string? advice, int failed) =>
        string.Join(' ', new[] { advice, failed > 1 ? RunAdvice.SeeReport : advice is null ? MoreInLog : null }.OfType<string>());

    private static string AdviceFor(JobStatus job, FilesystemReport filesystem, string? advice, int failed) => filesystem.Conflict switch
    {
        null => AdviceFor(filesystem.ErrorClass, WithReport(advice, failed)),
        { CommonAncestor: { } common } =>
            $"The receiver has snapshots of its own after {common}; zrepl destroys none of them by itself. If nobody needs them, destroy them there "
            + $"(or, with all that was written since, zfs rollback -r to {common}); the next run then goes on. {RunAdvice.SeeRepair(job.Name.Text, filesystem.Info.Name)}",
        { ReceiverOnly.IsEmpty: false } =>
            "The receiver's dataset has nothing in common with the sender's, and zrepl destroys nothing of it by itself. Rename it there (zfs rename) to keep "
            + $"it, or destroy it; the next run then begins anew with a full copy. {RunAdvice.SeeRepair(job.Name.Text, filesystem.Info.Name)}",
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
