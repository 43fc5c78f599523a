using System.Collections.Immutable;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>One job in the list of all jobs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Kind">What its state means.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="At">The moment its sentence begins with, or null.</param>
/// <param name="Sentence">What there is to say.</param>
/// <param name="Squares">Its last runs.</param>
/// <param name="NextAt">When something happens next by itself, or null.</param>
/// <param name="NextReason">Why then; or why nothing happens.</param>
/// <param name="Today">What was moved today.</param>
/// <param name="Oldest">The copy that is worst off, or null.</param>
public sealed record JobLine(
    JobStatus Job, StateKind Kind, string Word, string Purpose, DateTimeOffset? At, string Sentence, ImmutableArray<RunSquare> Squares,
    DateTimeOffset? NextAt, string NextReason, string Today, DatasetCopy? Oldest)
{
    private const int MostSquares = 30;

    /// <summary>Its name.</summary>
    public string Name => Job.Name.Text;

    /// <summary>Puts it in words.</summary>
    public static JobLine From(JobStatus job, ImmutableArray<RunResult> runs, DateTimeOffset now)
    {
        var (at, sentence) = Sentences(job);
        var (nextAt, nextReason) = NextOf(job);
        return new(
            job, JobWords.Kind(job, now), JobWords.Word(job, now), JobWords.Purpose(job), at, sentence,
            [.. runs.TakeLast(MostSquares).Select(run => SquareOf(run, now))], nextAt, nextReason, TodayOf(job, runs, now), JobFreshness.Of(job, now).Worst?.Copy);
    }

    private static (DateTimeOffset? At, string Sentence) Sentences(JobStatus job) => job switch
    {
        { Problem: { } problem, Running: null } => (null, problem.Text),
        { Phase: JobPhase.Replicating } => (null, TransferLine.From(job, (_, _) => null).Progress),
        { Running: { } run } => (run.StartedAt, $"run {run.Number}, begun {JobWords.Because(run.Reason)}"),
        { IsSnapshotting: true } => (null, "taking snapshots"),
        { Phase: JobPhase.Paused, PausedUntil: not null } => (job.PhaseSince, "paused by an operator for a while"),
        { Phase: JobPhase.Paused } => (job.PhaseSince, "paused by an operator"),
        { Phase: JobPhase.Disabled } => (null, "enabled: false in the configuration"),
        { Phase: JobPhase.Serving } => (null, Clients(job)),
        { LastRun: { } last } => (last.FinishedAt, JobWords.Result(last)),
        { LastSuccessAt: { } success } => (success, "last success, before the restart"),
        _ => (null, "has not run yet"),
    };

    private static string Clients(JobStatus job)
    {
        if (job.Clients.IsEmpty) return "nobody has connected yet";
        var active = job.Clients.Sum(client => client.ActiveRequests.Length);
        var moved = ByteText.Of(job.Clients.Sum(client => client.BytesMoved));
        return active == 0 ? $"{JobWords.Count(job.Clients.Length, "client")}, {moved} so far" : $"{JobWords.Count(active, "request")} being served, {moved} so far";
    }

    private static (DateTimeOffset? At, string Reason) NextOf(JobStatus job) => job switch
    {
        { Phase: JobPhase.Paused, PausedUntil: { } end } => (end, "when the pause ends"),
        { Phase: JobPhase.Paused or JobPhase.Disabled or JobPhase.Stopped } => (null, "not by itself"),
        { NextRun: { } next } => (next.Time, next.Reason),
        { NextSnapshotAt: { } snapshots } => (snapshots, "next snapshots"),
        { Kind: var kind } when kind.IsPassive() => (null, "when a client asks"),
        _ => (null, "on request"),
    };

    private static RunSquare SquareOf(RunResult run, DateTimeOffset now)
    {
        var kind = run.Outcome switch
        {
            RunOutcome.Succeeded => StateKind.Ok,
            RunOutcome.Cancelled => StateKind.Idle,
            _ => StateKind.Failed,
        };
        var at = MomentText.Clock(run.StartedAt.ToOffset(now.Offset), now);
        return new(kind, run.Error is { } error ? $"{at} · {JobWords.Result(run)}: {error}" : $"{at} · {JobWords.Result(run)}");
    }

    private static string TodayOf(JobStatus job, ImmutableArray<RunResult> runs, DateTimeOffset now)
    {
        if (!job.Kind.HasRuns()) return "";
        var today = runs.Where(run => run.FinishedAt.ToOffset(now.Offset).Date == now.Date).ToList();
        return today.Count == 0 ? "–" : job.Kind is JobKind.Snap
            ? $"{today.Sum(run => run.SnapshotsDestroyed)} pruned"
            : ByteText.Of(today.Sum(run => run.BytesReplicated));
    }
}
