namespace Zrepl.Engine.Status;

/// <summary>What of a job somebody should look at: the same for pages, monitoring and messages.</summary>
public static class JobConcern
{
    /// <summary>The worst of it; null if it does its work. How old its copies are is judged apart.</summary>
    public static JobProblem? Of(JobStatus job) =>
        job.Problem
        ?? (job.Stalls is [var stalled, ..] ? new(stalled.Text, stalled.WhatToDo, stalled.Since)
            : job.Hanging is [var hanging, ..] ? new(hanging.Text, hanging.WhatToDo, hanging.Since)
            : job.SnapshotTrouble is { } snapshots ? new(snapshots.InFull, snapshots.WhatToDo, snapshots.Since)
            : null);
}
