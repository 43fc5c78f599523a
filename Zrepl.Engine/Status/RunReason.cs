namespace Zrepl.Engine.Status;

/// <summary>Why a job runs.</summary>
public enum RunReason
{
    /// <summary>The job's own schedule.</summary>
    Schedule,

    /// <summary>New snapshots of the job's snapshotter.</summary>
    Snapshots,

    /// <summary>An operator or a script asked for it.</summary>
    Wakeup,

    /// <summary>A scheduled run was missed while the daemon was down or the machine slept.</summary>
    Missed,
}
