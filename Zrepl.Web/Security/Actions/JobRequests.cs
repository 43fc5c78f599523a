using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Security.Actions;

/// <summary>An answer to a request that went to several jobs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Answer">Its answer.</param>
public sealed record AnsweredJob(string Job, JobAnswer Answer);

/// <summary>
/// The one way by which people and programs ask jobs for something: looks whether they may, asks, and writes down who asked for what and what came of it.
/// Pages, REST API and control socket alike go through it.
/// </summary>
internal sealed class JobRequests(IJobControl control, IStatusFeed feed, AuditTrail audit)
{
    private const string Approval = "approve-pruning";

    /// <summary>Asks one job.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="action">For what.</param>
    /// <param name="job">Whom.</param>
    /// <param name="until">With <see cref="JobAction.Pause"/>: when the pause ends by itself; null: when somebody ends it.</param>
    public JobAnswer Ask(Actor actor, JobAction action, string job, DateTimeOffset? until = null)
    {
        var answer = actor.May(Role.Operator) ? Pass(action, job, until) : NotAllowed(actor);
        Remember(actor, action.Word(), job, until, answer);
        return answer;
    }

    /// <summary>Asks all jobs that can do it: pauses and resumes those with runs of their own, cancels what is under way.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="action">Pause, resume or cancel.</param>
    /// <param name="until">With <see cref="JobAction.Pause"/>: when the pauses end by themselves.</param>
    public ImmutableArray<AnsweredJob> AskAll(Actor actor, JobAction action, DateTimeOffset? until = null)
    {
        if (action is not (JobAction.Pause or JobAction.Resume or JobAction.Cancel)) throw new ArgumentOutOfRangeException(nameof(action),
            action, "Not for all jobs at once.");
        return [.. feed.Current.Where(job => Concerns(action, job)).Select(job => new AnsweredJob(job.Name.Text, Ask(actor, action, job.Name.Text, until)))];
    }

    /// <summary>Lets changed rules of a job prune that destroy much more than the rules before.</summary>
    /// <param name="actor">Who approves; an administrator.</param>
    /// <param name="job">The job.</param>
    /// <param name="revision">Which rules they saw; without it nothing is approved, and the answer tells what waits.</param>
    public JobAnswer ApprovePruning(Actor actor, string job, string? revision)
    {
        var answer = !actor.May(Role.Administrator) ? NotAllowed(actor, Role.Administrator)
            : feed.Find(job) is { } status && string.IsNullOrEmpty(revision) ? new(JobOutcome.RevisionNeeded, ApprovalWords.Of(job, status.PruningHold))
            : control.ApprovePruning(job, revision ?? "");
        Remember(actor, Approval, job, null, answer);
        return answer;
    }

    /// <summary>Asks in the words of the control socket, which has words of its own.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="job">Whom.</param>
    /// <param name="operation">The word.</param>
    /// <param name="revision">Of an approval: which rules they saw.</param>
    public JobAnswer Signal(Actor actor, string job, string operation, string? revision = null)
    {
        if (operation == Approval) return ApprovePruning(actor, job, revision);
        var answer = actor.May(Role.Operator) ? control.Signal(job, operation) : NotAllowed(actor);
        Remember(actor, operation, job, null, answer);
        return answer;
    }

    private static bool Concerns(JobAction action, JobStatus job) => action switch
    {
        JobAction.Pause => job.CanBeWokenUp,
        JobAction.Resume => job.CanBeWokenUp && job.IsPaused,
        _ => job.Running is not null || job.IsSnapshotting,
    };

    private JobAnswer Pass(JobAction action, string job, DateTimeOffset? until) => action switch
    {
        JobAction.Wakeup => control.Wakeup(job),
        JobAction.Replicate => control.Wakeup(job, RunScope.Replication),
        JobAction.Prune => control.Wakeup(job, RunScope.Pruning),
        JobAction.Snapshot => control.Snapshot(job),
        JobAction.Cancel => Cancel(job),
        JobAction.Pause => control.Pause(job, until),
        _ => control.Resume(job),
    };

    // A run goes first; without one it is the snapshots that somebody wants to stop.
    private JobAnswer Cancel(string job) => feed.Find(job) is { Running: null, IsSnapshotting: true } ? control.ResetSnapshotting(job) : control.Reset(job);

    private static JobAnswer NotAllowed(Actor actor, Role needed = Role.Operator) => new(JobOutcome.NotPossible, actor.MayNot(needed));

    private void Remember(Actor actor, string action, string job, DateTimeOffset? until, JobAnswer answer)
    {
        var detail = until is { } end ? $"until {end.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)}: {answer.Text}" : answer.Text;
        if (answer.IsSuccess) audit.Done(actor, "job." + action, job, detail);
        else audit.Refused(actor, "job." + action, job, answer.Outcome is JobOutcome.RevisionNeeded ? ApprovalWords.NothingApproved : detail);
    }
}
