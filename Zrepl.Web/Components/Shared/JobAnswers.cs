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

    /// <summary>After "Cancel".</summary>
    public static string OfCancel(string job, JobAnswer answer) => answer.Outcome switch
    {
        JobOutcome.Done or JobOutcome.Queued => $"{job} is being stopped. What was sent so far is kept and continued next time.",
        JobOutcome.NotRunning => $"{job} has ended by itself already.",
        _ => $"{job} was not stopped: {answer.Text}.",
    };
}
