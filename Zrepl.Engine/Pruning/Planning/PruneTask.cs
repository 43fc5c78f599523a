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
    /// Guids of the newest versions both sides have, as far as the replication right before, of the same run, has seen them
    /// (<c>ReplicationRun.NewestShared</c>). They are never destroyed unless something else keeps the chain together.
    /// </summary>
    public ImmutableDictionary<DatasetPath, ulong> NewestShared { get; init; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>Guids of what began to be received in the same run and was not confirmed (<c>ReplicationRun.PerhapsShared</c>): the receiver may have them. Never destroyed.</summary>
    public ImmutableDictionary<DatasetPath, ulong> PerhapsShared { get; init; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>What earlier runs of this process have seen. Kept where the other side cannot be asked; it may not be so any more, so it spares no question.</summary>
    public ImmutableDictionary<DatasetPath, ulong> Remembered { get; init; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>
    /// The receiver: where the run has not seen it, only the receiver can tell what both sides have. If it does not answer, a sender destroys only where the job's own cursor
    /// stands or an earlier run has seen it. Null: nobody can be asked, as in a forecast.
    /// </summary>
    public ReceivedFilesystems? Received { get; init; }

    /// <summary>The task of one side of a job with two, for runs and previews alike.</summary>
    public static PruneTask Of(PruneSide side, ISender sender, IReceiver receiver, RetentionPolicy rules, VersionsInUse inUse) =>
        new(side, side == PruneSide.Receiver ? receiver : sender, sender, rules, inUse) { Received = side == PruneSide.Sender ? new(receiver) : null };

    /// <summary>Pools whose datasets are left alone, should they be there: rules changed while they were not.</summary>
    public ImmutableHashSet<string> NotCompared { get; init; } = [];

    /// <summary>The time, so that no snapshot from the future decides about the others; null: any date is possible.</summary>
    public DateTimeOffset? Now { get; init; }
}
