using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>What a job's configuration and the environment say about a run. Source: spec 1.3.</summary>
public sealed record ReplicationOptions
{
    /// <summary>The job's sections <c>replication</c> and <c>conflict_resolution</c>.</summary>
    public ReplicationDefinition Definition { get; init; } = ReplicationDefinition.Default;

    /// <summary><c>ZREPL_REPLICATION_MAX_ATTEMPTS</c>. Default 3.</summary>
    public AttemptLimit AttemptLimit { get; init; } = AttemptLimit.Default;

    /// <summary><c>ZREPL_REPLICATION_RECONNECT_HARD_FAIL_TIMEOUT</c>: longest wait for the other side. Default 10 minutes.</summary>
    public TimeSpan ReconnectWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a report with new byte counts is published while something is transferred. Default 4 times a second.</summary>
    public TimeSpan PublishEvery { get; init; } = TimeSpan.FromMilliseconds(250);
}
