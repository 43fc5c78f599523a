using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Stalls;

namespace Zrepl.Engine.Configuration;

/// <summary>One entry of <c>jobs</c>. Two definitions are equal if they mean the same. Source: spec config 6.</summary>
/// <param name="Name">The job's name, which is also its identity on disk.</param>
/// <param name="IsEnabled">False: shown, but neither run nor listening. Key <c>enabled</c>, unknown to Go zrepl.</param>
/// <param name="Description">The operator's words about the job; empty if there are none. Key <c>description</c>, unknown to Go zrepl.</param>
public abstract record JobDefinition(JobName Name, bool IsEnabled, string Description)
{
    /// <summary>The word in <c>type</c>: <c>push</c>, <c>pull</c>, <c>sink</c>, <c>source</c> or <c>snap</c>.</summary>
    public abstract string Type { get; }

    /// <summary>How old copies may be before somebody is told. Key <c>alerts</c> of push, pull and snap jobs, unknown to Go zrepl.</summary>
    public AlertsDefinition Alerts { get; init; } = AlertsDefinition.None;

    /// <summary>When changed pruning rules wait for approval. Key <c>prune_approval</c> of push, pull and snap jobs, unknown to Go zrepl.</summary>
    public PruneApprovalDefinition PruneApproval { get; init; } = PruneApprovalDefinition.Default;

    /// <summary>How long nothing may move in a stream. Key <c>stall</c> of all jobs with streams, unknown to Go zrepl.</summary>
    public StallLimits Stall { get; init; } = StallLimits.Default;
}
