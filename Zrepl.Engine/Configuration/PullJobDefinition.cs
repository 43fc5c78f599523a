using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration;

/// <summary><c>type: pull</c>: fetches from a source, prunes both sides.</summary>
/// <param name="Name">See <see cref="JobDefinition"/>.</param>
/// <param name="IsEnabled">See <see cref="JobDefinition"/>.</param>
/// <param name="Description">See <see cref="JobDefinition"/>.</param>
/// <param name="Connect">The source.</param>
/// <param name="RootFs">Datasets are received below it, under their path on the sender.</param>
/// <param name="Trigger">When to fetch: <c>interval</c>, or <c>cron</c>, which is unknown to Go zrepl.</param>
/// <param name="Receive">How streams are received.</param>
/// <param name="Replication">Guarantees, concurrency and what to do without common history.</param>
/// <param name="Pruning">Both sides.</param>
public sealed record PullJobDefinition(
    JobName Name,
    bool IsEnabled,
    string Description,
    ConnectDefinition Connect,
    DatasetPath RootFs,
    ReplicationTrigger Trigger,
    ReceiveDefinition Receive,
    ReplicationDefinition Replication,
    PruningDefinition Pruning) : JobDefinition(Name, IsEnabled, Description)
{
    /// <inheritdoc/>
    public override string Type => "pull";
}
