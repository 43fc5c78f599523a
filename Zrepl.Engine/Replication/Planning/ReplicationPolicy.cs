using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>What a job's configuration says about planning. Source: spec 1.3.</summary>
public sealed record ReplicationPolicy
{
    /// <summary><c>conflict_resolution.initial_replication</c>. Default <c>most_recent</c>.</summary>
    public InitialReplicationPolicy InitialReplication { get; init; } = InitialReplicationPolicy.MostRecent;

    /// <summary><c>replication.protection</c>.</summary>
    public Protection Protection { get; init; } = Protection.Default;

    /// <summary><c>replication.concurrency.size_estimates</c>, at least 1. Default 4.</summary>
    public int SizeEstimates { get; init; } = 4;
}
