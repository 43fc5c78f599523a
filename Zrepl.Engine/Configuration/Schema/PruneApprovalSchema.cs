using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The section <c>prune_approval</c> of a job that prunes.</summary>
internal static class PruneApprovalSchema
{
    private static readonly PruneApprovalDefinition Default = PruneApprovalDefinition.Default;

    private static readonly Key<PruneApprovalDefinition, bool> Enabled = new("enabled", Scalars.Boolean, a => a.IsAsked,
        "False: changed rules prune at once, whatever they destroy.") { Default = Default.IsAsked };

    private static readonly Key<PruneApprovalDefinition, int> Snapshots = new("snapshots", new IntegerShape("int", 1, int.MaxValue), a => a.Snapshots,
        "Changed rules that destroy more than so many snapshots, which the rules before would have kept, wait for approval.") { Default = Default.Snapshots };

    private static readonly Key<PruneApprovalDefinition, int> Percent = new("percent", new IntegerShape("int", 1, 100), a => a.Percent,
        "So do changed rules that destroy more than this part of the snapshots of one dataset; 100: no part is too much.") { Default = Default.Percent };

    private static readonly SectionShape<PruneApprovalDefinition> Shape =
        new("prune approval", [Enabled, Snapshots, Percent], b => new(b.Get(Enabled), b.Get(Snapshots), b.Get(Percent)));

    /// <summary>The key <c>prune_approval</c> of a job.</summary>
    public static Key<TJob, PruneApprovalDefinition> Key<TJob>()
        where TJob : JobDefinition => new("prune_approval", Shape, j => j.PruneApproval,
        "When changed pruning rules wait for an administrator before they destroy anything.") { Default = Default, IsExtension = true, Example = "{snapshots: 100}" };
}
