using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Snapshotting;

/// <summary>
/// Takes the snapshots of a batch at the same moment if ZFS lets it. If it does not, those it complained about are taken out and the
/// others tried again together; if nothing says which are in the way, each is tried alone. One bad dataset never blocks the rest (spec 4.7).
/// </summary>
internal sealed class BatchedSnapshots(ISnapshotTarget target, ILogger logger)
{
    // Each round takes out what ZFS named. More rounds than this mean that datasets vanish faster than we ask.
    private const int MostRoundsTogether = 3;

    /// <summary>Takes the snapshots of one pool.</summary>
    /// <param name="batch">Full names in one pool.</param>
    /// <param name="ended">Called once for each snapshot whose fate is known, with its failure or null if it exists now.</param>
    /// <param name="cancellation">Ends the command; snapshots not reported by then have an unknown fate.</param>
    public async Task TakeAsync(ImmutableArray<SnapshotPath> batch, Action<SnapshotPath, SnapshotFailure?> ended, CancellationToken cancellation)
    {
        var rest = batch;
        for (var round = 0; rest.Length > 1 && round < MostRoundsTogether; round++)
        {
            var heldBack = await TryTogetherAsync(rest, ended, cancellation);
            if (heldBack.Length == rest.Length) break;
            rest = heldBack;
        }

        foreach (var snapshot in rest) await TakeAloneAsync(snapshot, ended, cancellation);
    }

    /// <returns>Those still to be taken.</returns>
    private async Task<ImmutableArray<SnapshotPath>> TryTogetherAsync(
        ImmutableArray<SnapshotPath> batch, Action<SnapshotPath, SnapshotFailure?> ended, CancellationToken cancellation)
    {
        try
        {
            var outcomes = await target.CreateAsync(batch, cancellation);
            foreach (var outcome in outcomes) Report(outcome, ended);
            var heldBack = outcomes.OfType<SnapshotOutcome.HeldBack>().Select(outcome => outcome.Snapshot).ToImmutableArray();
            if (!heldBack.IsEmpty) logger.BatchHeldBack(heldBack.Length, batch.Length);
            return heldBack;
        }
        catch (ZfsUnavailableException failure)
        {
            foreach (var snapshot in batch) ended(snapshot, SnapshotFailure.Of(failure)); // thousands of attempts would end the same way
            return [];
        }
        catch (ZfsException failure)
        {
            logger.BatchFailed(batch.Length, failure.Message);
            return batch;
        }
    }

    private async Task TakeAloneAsync(SnapshotPath snapshot, Action<SnapshotPath, SnapshotFailure?> ended, CancellationToken cancellation)
    {
        try
        {
            var outcomes = await target.CreateAsync([snapshot], cancellation);
            if (outcomes is [SnapshotOutcome.HeldBack]) ended(snapshot, new SnapshotFailure("zfs did not take the snapshot and gave no reason"));
            else Report(outcomes[0], ended);
        }
        catch (ZfsException failure)
        {
            ended(snapshot, SnapshotFailure.Of(failure));
        }
    }

    private static void Report(SnapshotOutcome outcome, Action<SnapshotPath, SnapshotFailure?> ended)
    {
        if (outcome is SnapshotOutcome.Created) ended(outcome.Snapshot, null);
        if (outcome is SnapshotOutcome.Refused refused) ended(outcome.Snapshot, refused.Failure);
    }
}
