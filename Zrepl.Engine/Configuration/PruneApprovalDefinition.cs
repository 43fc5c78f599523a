namespace Zrepl.Engine.Configuration;

/// <summary>
/// The key <c>prune_approval</c> of a job, unknown to Go zrepl: changed rules that would destroy more than so much of what the rules before would have kept
/// destroy nothing until an administrator approves.
/// </summary>
/// <param name="IsAsked">False: changed rules prune at once, whatever they destroy.</param>
/// <param name="Snapshots">More than so many snapshots of one side of the job need approval; at least 1.</param>
/// <param name="Percent">So does more than this part of the snapshots of one dataset, 1 to 100.</param>
public sealed record PruneApprovalDefinition(bool IsAsked, int Snapshots, int Percent)
{
    /// <summary>What a job without the key says: more than 100 snapshots, or more than half of a dataset's.</summary>
    public static PruneApprovalDefinition Default { get; } = new(true, 100, 50);
}
