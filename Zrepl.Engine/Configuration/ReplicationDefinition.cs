using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Configuration;

/// <summary>The sections <c>replication</c> and <c>conflict_resolution</c> of push and pull jobs. Source: spec config 10.</summary>
/// <param name="Protection">What steps leave on disk.</param>
/// <param name="StepConcurrency">Steps that run at the same time, at least 1. Key <c>concurrency.steps</c>.</param>
/// <param name="SizeEstimateConcurrency">Size estimates that run at the same time, at least 1.</param>
/// <param name="InitialReplication">What to do for a dataset that the receiver does not have.</param>
public sealed record ReplicationDefinition(
    Protection Protection, int StepConcurrency, int SizeEstimateConcurrency, InitialReplication InitialReplication)
{
    /// <summary>What a job without the sections says.</summary>
    public static ReplicationDefinition Default { get; } = new(Protection.Default, 1, 4, InitialReplication.MostRecent);
}
