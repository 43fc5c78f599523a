using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What is to be pruned by which rules. Source: spec 3.1.</summary>
/// <param name="Side">Whose snapshots.</param>
/// <param name="Target">That side.</param>
/// <param name="History">The sender, which knows what was replicated; of a snap job the target itself.</param>
/// <param name="Rules">What to keep.</param>
/// <param name="InUse">One per process: what running replications need.</param>
public sealed record PruneTask(PruneSide Side, IEndpoint Target, ISender History, RetentionPolicy Rules, VersionsInUse InUse)
{
    /// <summary>
    /// Guids of the newest versions both sides have, as far as the replication before has seen them
    /// (<c>ReplicationRun.NewestShared</c>). They are never destroyed unless something else keeps the chain together.
    /// </summary>
    public ImmutableDictionary<DatasetPath, ulong> NewestShared { get; init; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>
    /// The receiver, if the job's replication leaves no cursor (<c>guarantee_nothing</c>): then only the receiver can tell what both sides have, and a sender destroys nothing
    /// as long as it does not answer. Null: a cursor stands wherever something was replicated.
    /// </summary>
    public ReceivedFilesystems? Received { get; init; }

    /// <summary>Pools whose datasets are left alone, should they be there: rules changed while they were not.</summary>
    public ImmutableHashSet<string> NotCompared { get; init; } = [];

    /// <summary>The time, so that no snapshot from the future decides about the others; null: any date is possible.</summary>
    public DateTimeOffset? Now { get; init; }
}
