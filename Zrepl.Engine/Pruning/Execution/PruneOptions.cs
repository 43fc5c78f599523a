namespace Zrepl.Engine.Pruning.Execution;

/// <summary>How a prune run deals with lost connections. Source: spec 3.10.</summary>
public sealed record PruneOptions
{
    /// <summary><c>ZREPL_PRUNER_RETRY_INTERVAL</c>: pause before listing again. Default 10 s.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time to wait for the other side. Default 10 minutes, as for replication.</summary>
    public TimeSpan ReconnectWindow { get; init; } = TimeSpan.FromMinutes(10);
}
