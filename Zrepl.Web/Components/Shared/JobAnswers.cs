using Zrepl.Engine.Jobs;

namespace Zrepl.Web.Components.Shared;

/// <summary>What came of a request, as a page says it.</summary>
internal static class JobAnswers
{
    /// <summary>After "Run now".</summary>
    public static string OfWakeup(string job, JobAnswer answer) => answer.Outcome switch
    {
        JobOutcome.Done => $"{job} runs now.",
        JobOutcome.Queued => $"{job} is busy; it runs again right afterwards.",
        JobOutcome.AlreadyPending => $"{job} was asked already; it runs as soon as it can.",
        _ => $"{job} does not run: {answer.Text}.",
    };

    /// <summary>After "Replicate only".</summary>
    public static string OfReplicate(string job, JobAnswer answer) => answer.Outcome is JobOutcome.Done ? $"{job} replicates now; it does not prune afterwards." : OfWakeup(job, answer);

    /// <summary>After "Cancel".</summary>
    public static string OfCancel(string job, JobAnswer answer) => answer.Outcome switch
    {
        JobOutcome.Done or JobOutcome.Queued => $"{job} is being stopped. What was sent so far is kept and continued next time.",
        JobOutcome.NotRunning => $"{job} has ended by itself already.",
        _ => $"{job} was not stopped: {answer.Text}.",
    };

    /// <summary>After "Take snapshots now".</summary>
    public static string OfSnapshot(string job, JobAnswer answer) => answer.Outcome switch
    {
        JobOutcome.Done => $"{job} takes snapshots now.",
        JobOutcome.Queued or JobOutcome.AlreadyPending => $"{job} takes snapshots as soon as those under way are done.",
        _ => $"{job} takes no snapshots: {answer.Text}.",
    };

    /// <summary>After "Pause".</summary>
    public static string OfPause(string job, JobAnswer answer) =>
        answer.IsSuccess ? $"{job} is paused: it begins no run by itself. Snapshots go on." : $"{job} was not paused: {answer.Text}.";

    /// <summary>After "Resume".</summary>
    public static string OfResume(string job, JobAnswer answer) =>
        answer.IsSuccess ? $"{job} runs by itself again." : $"{job} was not resumed: {answer.Text}.";
}
