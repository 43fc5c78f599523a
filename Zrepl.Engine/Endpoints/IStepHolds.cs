using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// A sender that can be asked which snapshots it holds itself for a step. Not one on another machine: the protocol has no such question.
/// </summary>
public interface IStepHolds
{
    /// <summary>Asks. Costs one <c>zfs</c> command for each dataset and process, afterwards none.</summary>
    /// <param name="filesystem">The dataset; some snapshot of it is held, or the question is not worth it.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Guids of the snapshots with a step hold of the sender's job.</returns>
    Task<ImmutableHashSet<ulong>> StepHeldAsync(DatasetPath filesystem, CancellationToken cancellation);
}
