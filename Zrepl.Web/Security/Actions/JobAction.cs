namespace Zrepl.Web.Security.Actions;

/// <summary>What an operator can ask of a job.</summary>
public enum JobAction
{
    /// <summary>Run now: replication and pruning.</summary>
    Wakeup,

    /// <summary>Replicate now, without pruning.</summary>
    Replicate,

    /// <summary>Prune now, without replication.</summary>
    Prune,

    /// <summary>Take snapshots now.</summary>
    Snapshot,

    /// <summary>Cancel the run under way, or the snapshots.</summary>
    Cancel,

    /// <summary>Begin no runs by itself.</summary>
    Pause,

    /// <summary>End a pause.</summary>
    Resume,
}

/// <summary>Actions as words.</summary>
public static class JobActionWords
{
    /// <summary>The word of the API and the audit.</summary>
    public static string Word(this JobAction action) => action switch
    {
        JobAction.Wakeup => "wakeup",
        JobAction.Replicate => "replicate",
        JobAction.Prune => "prune",
        JobAction.Snapshot => "snapshot",
        JobAction.Cancel => "cancel",
        JobAction.Pause => "pause",
        _ => "resume",
    };
}
