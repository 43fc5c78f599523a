using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>One stage of a run: snapshots, plan, transfer, pruning.</summary>
/// <param name="Title">The stage.</param>
/// <param name="Kind">What its state means.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Detail">What it did or does.</param>
/// <param name="Part">From 0 to 1; null if that cannot be told.</param>
/// <param name="Duration">How long it took; empty if unknown.</param>
public sealed record RunLane(string Title, StateKind Kind, string Word, string Detail, double? Part, string Duration)
{
    /// <summary>The stages of a job's run in their order; those that a kind of job does not have are left out.</summary>
    /// <param name="job">The job.</param>
    /// <param name="now">The time.</param>
    public static ImmutableArray<RunLane> Of(JobStatus job, DateTimeOffset now)
    {
        var lanes = ImmutableArray.CreateBuilder<RunLane>();
        if (SnapshotLine.Rows(job.Snapshotting) is { } rows) lanes.Add(Snapshots(job, rows));
        if (job.Kind is JobKind.Push or JobKind.Pull)
        {
            var attempt = job.Replication?.Attempts.LastOrDefault();
            lanes.Add(Plan(job, attempt));
            lanes.Add(Transfer(job, attempt, now));
            var isPull = job.Kind is JobKind.Pull; // whose sender is the other machine
            lanes.Add(Prune(isPull ? "Prune there" : "Prune here", job, JobPhase.PruningSender, job.PruningSender));
            lanes.Add(Prune(isPull ? "Prune here" : "Prune there", job, JobPhase.PruningReceiver, job.PruningReceiver));
        }

        if (job.Kind is JobKind.Snap) lanes.Add(Prune("Prune", job, JobPhase.Pruning, job.Pruning));
        return lanes.ToImmutable();
    }

    private static RunLane Snapshots(JobStatus job, ImmutableArray<SnapshotLine> rows)
    {
        var done = rows.Count(row => row.State is SnapshotRowState.Done);
        var failed = rows.Count(row => row.State is SnapshotRowState.Error);
        var part = rows.IsEmpty ? (double?)null : (double)(done + failed) / rows.Length;
        var detail = rows.IsEmpty ? "none taken yet" : failed == 0 ? JobWords.Count(done, "snapshot") : $"{JobWords.Count(done, "snapshot")}, {failed} failed";
        var duration = rows.IsEmpty || job.IsSnapshotting ? null : rows.Max(row => row.DoneAt) - rows.Min(row => row.StartAt);
        var (kind, word) = job.IsSnapshotting ? (StateKind.Running, "snapshotting") : rows.IsEmpty ? (StateKind.Idle, "waiting") : Ended(failed);
        return new("Snapshots", kind, word, detail, part, Length(duration));
    }

    private static RunLane Plan(JobStatus job, AttemptReport? attempt)
    {
        if (attempt is null) return job.Phase is JobPhase.Replicating ? new("Plan", StateKind.Running, "planning", "listing both sides", null, "") : Waiting("Plan", job);
        if (attempt.State is AttemptState.Planning) return new("Plan", StateKind.Running, "planning", "listing both sides", null, "");
        if (attempt.PlanError is not null) return new("Plan", StateKind.Failed, "failed", "no plan could be made", 0, Length(attempt.FinishAt - attempt.StartAt));
        var first = attempt.Filesystems.SelectMany(filesystem => filesystem.Steps).Min(step => step.Info.StartAt);
        var steps = attempt.Filesystems.Sum(filesystem => filesystem.Steps.Length);
        var detail = $"{JobWords.Count(steps, "step")} for {JobWords.Count(attempt.Filesystems.Count, "dataset")}";
        return new("Plan", StateKind.Ok, "done", detail, 1, Length(first - attempt.StartAt));
    }

    private static RunLane Transfer(JobStatus job, AttemptReport? attempt, DateTimeOffset now)
    {
        var title = job.Kind is JobKind.Pull ? "Receive" : "Send";
        if (attempt is null or { State: AttemptState.Planning or AttemptState.PlanningError }) return Waiting(title, job);
        var bytes = attempt.Bytes();
        var failed = attempt.Filesystems.Count(filesystem => filesystem.Error is not null);
        var first = attempt.Filesystems.SelectMany(filesystem => filesystem.Steps).Min(step => step.Info.StartAt) ?? attempt.StartAt;
        var moves = attempt.State is AttemptState.FanOutFilesystems && job.Running is not null;
        var amount = bytes.Expected == 0 && !moves ? "nothing to send" : attempt.State is AttemptState.Done ? ByteText.Of(bytes.Replicated) : DatasetLine.AmountOf(bytes); // of what is done the estimate says nothing any more
        var detail = failed == 0 ? amount : $"{amount}{(amount.Length == 0 ? "" : ", ")}{JobWords.Count(failed, "dataset")} failed";
        var (kind, word) = moves ? (StateKind.Running, JobWords.Word(job)) : Ended(failed);
        return new(title, kind, word, detail, attempt.State is AttemptState.Done ? 1 : DatasetLine.PartOf(bytes), Length((attempt.FinishAt ?? (moves ? now : null)) - first));
    }

    private static RunLane Prune(string title, JobStatus job, JobPhase phase, PruneReport? report)
    {
        if (report is null) return Waiting(title, job);
        if (report.AwaitsApproval) return new(title, StateKind.Late, "awaits approval", "nothing is destroyed before that", 0, "");
        if (report.State is PruneState.PlanErr) return new(title, StateKind.Failed, "failed", "no plan could be made", 0, "");
        var (completed, all) = report.Destroys();
        var moves = job.Phase == phase && !report.IsFinal;
        var failed = report.FailedCount();
        var detail = report.State is PruneState.Plan ? "deciding what to keep" : all == 0 ? "nothing to destroy" : moves
            ? $"{completed} of {JobWords.Count(all, "snapshot")} destroyed"
            : $"{JobWords.Count(completed, "snapshot")} destroyed";
        if (failed > 0) detail += $", {JobWords.Count(failed, "dataset")} failed";
        var (kind, word) = moves ? (StateKind.Running, "pruning") : report.Error.Length > 0 ? (StateKind.Failed, "failed") : Ended(failed);
        return new(title, kind, word, detail, all == 0 ? report.IsFinal ? 1 : 0 : (double)completed / all, "");
    }

    private static RunLane Waiting(string title, JobStatus job) =>
        new(title, StateKind.Idle, job.Running is null && job.LastRun is not null ? "not reached" : "not yet", "", 0, "");

    private static (StateKind Kind, string Word) Ended(int failed) => failed == 0 ? (StateKind.Ok, "done") : (StateKind.Failed, "failed");

    private static string Length(TimeSpan? length) => length is { } time && time >= TimeSpan.Zero ? DurationText.Exact(time) : "";
}
