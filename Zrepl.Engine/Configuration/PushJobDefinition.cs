using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Configuration;

/// <summary><c>type: push</c>: takes snapshots, sends them to a sink, prunes both sides.</summary>
/// <param name="Name">See <see cref="JobDefinition"/>.</param>
/// <param name="IsEnabled">See <see cref="JobDefinition"/>.</param>
/// <param name="Description">See <see cref="JobDefinition"/>.</param>
/// <param name="Filesystems">What to snapshot and send.</param>
/// <param name="Connect">The sink.</param>
/// <param name="Snapshotting">When and how to take snapshots; each round is followed by a replication.</param>
/// <param name="Send">How streams are made.</param>
/// <param name="Replication">Guarantees, concurrency and what to do without common history.</param>
/// <param name="Pruning">Both sides.</param>
/// <param name="Trigger">Replications beside those that snapshots cause. Keys <c>interval</c> and <c>cron</c>, unknown to Go zrepl for this
/// type.</param>
public sealed record PushJobDefinition(
    JobName Name,
    bool IsEnabled,
    string Description,
    FilesystemFilter Filesystems,
    ConnectDefinition Connect,
    SnapshottingDefinition Snapshotting,
    SendDefinition Send,
    ReplicationDefinition Replication,
    PruningDefinition Pruning,
    ReplicationTrigger Trigger) : JobDefinition(Name, IsEnabled, Description)
{
    /// <inheritdoc/>
    public override string Type => "push";
}
