using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// What an operator can tell the jobs of one engine to do: from the dashboard, the API and the control socket alike. All of it answers
/// at once; what comes of it is seen in the status. Source: spec 2.4, A5.
/// </summary>
public interface IJobControl
{
    /// <summary>Names of all jobs in the order of the configuration, disabled ones included.</summary>
    ImmutableArray<string> JobNames { get; }

    /// <summary>
    /// Runs a job now: replication and pruning of a push or pull job, pruning of a snap job; never snapshots. A busy job runs again
    /// afterwards. Also ends the pauses between attempts to reach the other side. A paused job runs once.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="scope">A part of its work only.</param>
    JobAnswer Wakeup(string job, RunScope scope = RunScope.Everything);

    /// <summary>Cancels the run under way and forgets a wakeup that waits.</summary>
    JobAnswer Reset(string job);

    /// <summary>Takes snapshots now, followed by what follows snapshots in this job.</summary>
    JobAnswer Snapshot(string job);

    /// <summary>Cancels the snapshots under way; the schedule goes on.</summary>
    JobAnswer ResetSnapshotting(string job);

    /// <summary>Lets a job begin no more runs by itself, also after a restart. What would have begun one is remembered. Snapshots go on.</summary>
    /// <param name="job">The job.</param>
    /// <param name="until">When the pause ends by itself, also after a restart; null: when somebody ends it.</param>
    JobAnswer Pause(string job, DateTimeOffset? until = null);

    /// <summary>Ends a pause.</summary>
    JobAnswer Resume(string job);

    /// <summary>
    /// Lets changed rules prune that wait because they destroy much more than the rules before; pruning begins at once. That whoever asks may approve is
    /// looked at before.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="revision">Revision of the hold that was seen (<see cref="PruningHold.Revision"/>): other rules are not approved, nor those that destroy much more by now.</param>
    JobAnswer ApprovePruning(string job, string revision);

    /// <summary>Does what an operation of the control socket says: <c>wakeup</c>, <c>reset</c> and our own ones. Not approvals, which name what was seen.</summary>
    /// <param name="job">The job.</param>
    /// <param name="operation">The operation.</param>
    JobAnswer Signal(string job, string operation);
}
