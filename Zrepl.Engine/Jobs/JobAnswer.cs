using System.Text.Json.Serialization;

namespace Zrepl.Engine.Jobs;

/// <summary>What came of an operator's request.</summary>
public enum JobOutcome
{
    /// <summary>It was done, or begins now.</summary>
    Done,

    /// <summary>The job is busy (or paused) and does it right afterwards.</summary>
    Queued,

    /// <summary>There is no job of that name.</summary>
    UnknownJob,

    /// <summary>There is no such operation.</summary>
    UnknownOperation,

    /// <summary>The same request waits already.</summary>
    AlreadyPending,

    /// <summary>There is nothing to cancel.</summary>
    NotRunning,

    /// <summary>Jobs of this type, or with this definition, never do that.</summary>
    NotPossible,

    /// <summary>It has to be said which rules were looked at.</summary>
    RevisionNeeded,

    /// <summary>The job is not active: disabled, or stopped.</summary>
    NotActive,
}

/// <summary>The answer to an operator's request. Texts of refusals that Go zrepl knows are Go's: scripts look for them (spec A5).</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">For people; of a refusal why.</param>
public sealed record JobAnswer(JobOutcome Outcome, string Text)
{
    /// <summary>The number of the run that was asked for, as far as it is known at that moment: never too high. Null if no run was asked for.</summary>
    [JsonIgnore] // for those who wait for it; the REST API never told
    public long? Run { get; init; }

    /// <summary>True if it was or will be done.</summary>
    public bool IsSuccess => Outcome is JobOutcome.Done or JobOutcome.Queued;

    internal static JobAnswer Done(string text) => new(JobOutcome.Done, text);

    internal static JobAnswer Queued(string text) => new(JobOutcome.Queued, text);

    internal static JobAnswer UnknownJob(string job) => new(JobOutcome.UnknownJob, $"Job {job} does not exist");

    internal static JobAnswer UnknownOperation(string operation) => new(JobOutcome.UnknownOperation, $"operation \"{operation}\" is invalid");

    internal static JobAnswer AlreadyWokenUp { get; } = new(JobOutcome.AlreadyPending, "already woken up");

    /// <summary>The job has handed over to the next one of its name, which is to be asked instead.</summary>
    internal static JobAnswer Replaced { get; } = new(JobOutcome.NotActive, "the job was replaced by its next definition");

    internal static JobAnswer AlreadyReset { get; } = new(JobOutcome.NotRunning, "already reset");

    internal static JobAnswer NotPossible(string text) => new(JobOutcome.NotPossible, text);

    internal static JobAnswer NotActive(string job, string because) => new(JobOutcome.NotActive, $"job \"{job}\" is {because}");
}
