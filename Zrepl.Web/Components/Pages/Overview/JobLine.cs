using System.Collections.Immutable;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>One job in the list of all jobs.</summary>
/// <param name="Ways">What can be asked of it.</param>
/// <param name="Kind">What its state means.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="At">The moment its sentence begins with, or null.</param>
/// <param name="Sentence">What there is to say.</param>
/// <param name="Success">When a run last did everything; null if the sentence says it, or the job has no runs.</param>
/// <param name="Squares">Its last runs.</param>
/// <param name="NextAt">When something happens next by itself, or null.</param>
/// <param name="NextReason">Why then; or why nothing happens.</param>
/// <param name="Today">What was moved today.</param>
/// <param name="Oldest">The copy that is worst off, or null.</param>
/// <param name="Targets">How old its copies may be.</param>
public sealed record JobLine(
    JobWays Ways, StateKind Kind, string Word, string Purpose, DateTimeOffset? At, string Sentence, LastSuccess? Success, ImmutableArray<RunSquare> Squares,
    DateTimeOffset? NextAt, string NextReason, string Today, DatasetCopy? Oldest, FreshnessTargets Targets)
{
    private const int MostSquares = 30;

    /// <summary>Its name.</summary>
    public string Name => Ways.Job;

    /// <summary>Puts it in words.</summary>
    /// <param name="judged">The job.</param>
    /// <param name="squares">Its last runs, see <see cref="SquaresOf"/>.</param>
    /// <param name="runs">Its runs that ended, oldest first.</param>
    /// <param name="now">The time, in the time zone to show times in.</param>
    internal static JobLine From(JudgedJob judged, ImmutableArray<RunSquare> squares, ImmutableArray<RunResult> runs, DateTimeOffset now)
    {
        var job = judged.Job;
        var (at, sentence) = Sentences(job);
        var (nextAt, nextReason) = NextOf(job);
        return new(
            JobWays.Of(job), judged.Kind, judged.Word, JobWords.Purpose(job), at, sentence, SuccessOf(job, at), squares, nextAt, nextReason, TodayOf(job, runs, now),
            judged.Freshness.Worst?.Copy, job.Targets);
    }

    /// <summary>The last runs as squares.</summary>
    /// <param name="runs">Runs that ended, oldest first.</param>
    /// <param name="now">The time, in the time zone to show times in.</param>
    public static ImmutableArray<RunSquare> SquaresOf(ImmutableArray<RunResult> runs, DateTimeOffset now) =>
        [.. runs.TakeLast(MostSquares).Select(run => SquareOf(run, now))];

    private static (DateTimeOffset? At, string Sentence) Sentences(JobStatus job) => job switch
    {
        { Problem: { } problem, Running: null } => (null, problem.Text),
        { Phase: JobPhase.Replicating } => (null, TransferLine.ProgressOf(job)),
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

    // A last run that did everything is its own last success.
    private static LastSuccess? SuccessOf(JobStatus job, DateTimeOffset? said) => job switch
    {
        { Kind: var kind } when !kind.HasRuns() => null,
        { LastRun: { Outcome: RunOutcome.Succeeded } last } when said == last.FinishedAt => null,
        { LastSuccessAt: { } at } when said == at => null,
        { LastRun: null, LastSuccessAt: null } => null, // the sentence says it
        _ => new(job.LastSuccessAt),
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
        var (today, pruned, bytes) = (0, 0L, 0L);
        for (var at = runs.Length - 1; at >= 0 && runs[at].FinishedAt.ToOffset(now.Offset).Date == now.Date; at--)
            (today, pruned, bytes) = (today + 1, pruned + runs[at].SnapshotsDestroyed, bytes + runs[at].BytesReplicated);
        return today == 0 ? "–" : job.Kind is JobKind.Snap ? $"{pruned} pruned" : ByteText.Of(bytes);
    }
}
