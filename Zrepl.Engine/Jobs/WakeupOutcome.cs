namespace Zrepl.Engine.Jobs;

/// <summary>What became of a request to run.</summary>
public enum WakeupOutcome
{
    /// <summary>The job was waiting and runs now.</summary>
    Started,

    /// <summary>The job is busy and runs again right afterwards.</summary>
    Queued,

    /// <summary>Such a request waits already.</summary>
    AlreadyPending,

    /// <summary>The job has handed over to the next one of its name and takes nothing in any more.</summary>
    Closed,
}
