using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Snapshots;

/// <summary>
/// Destroys snapshots, many of one dataset per command where ZFS can (spec A6). A name is destroyed only while it has the guid that
/// was asked for. Each kernel call is atomic; a crash between calls leaves a subset destroyed, and repeating is harmless.
/// </summary>
/// <param name="runner">Runs the commands.</param>
/// <param name="versions">Looks the guids up again right before.</param>
/// <param name="takesLists">Whether this ZFS knows <c>destroy fs@a,b</c> (spec A10.4).</param>
/// <param name="largestBatch">Most snapshots in one command; 0 for no limit (<c>ZREPL_DESTROY_MAX_BATCH_SIZE</c>).</param>
public sealed class SnapshotDestroyer(
    IZfsCommandRunner runner, VersionLister versions, Func<CancellationToken, Task<bool>> takesLists, int largestBatch = 0)
{
    // Linux refuses a single argument of 128 KiB (spec A1.9).
    private const int LongestArgument = 100_000;

    /// <summary>Destroys what can be destroyed. Nothing is thrown for a snapshot that cannot; its outcome tells.</summary>
    /// <returns>One outcome for each request, in the order given.</returns>
    public async Task<ImmutableArray<DestroyOutcome>> DestroyAsync(IReadOnlyList<DestroyRequest> requests, CancellationToken cancellation)
    {
        var outcomes = new DestroyOutcomes();
        var legal = Refuse(requests, outcomes);
        foreach (var ofDataset in legal.GroupBy(request => request.Dataset).OrderBy(group => group.Key))
            await DestroyOfDatasetAsync([.. ofDataset], outcomes, cancellation);
        return [.. requests.Select(request => new DestroyOutcome(request, outcomes.Of(request)))];
    }

    /// <summary>
    /// Destroys snapshots of one dataset, all of a command or none: where one of them cannot be destroyed, nothing of its command goes and nothing after it.
    /// </summary>
    /// <param name="requests">In the order in which they go; what is gone already is passed over.</param>
    /// <param name="cancellation">Ends it between two commands.</param>
    /// <exception cref="InvalidNameException">A name is none of a snapshot.</exception>
    /// <exception cref="ZfsException">One of them cannot be destroyed, or is another one by now.</exception>
    public async Task DestroyAllOrNoneAsync(IReadOnlyList<DestroyRequest> requests, CancellationToken cancellation)
    {
        var outcomes = new DestroyOutcomes();
        var legal = Refuse(requests, outcomes);
        var present = legal.Count == 0 ? [] : await StillTheSameAsync(legal, outcomes, cancellation);
        if (outcomes.FirstFailure is { } wrong) throw wrong;
        var together = await takesLists(cancellation) ? Batches([.. legal.Intersect(present)]) : present.Select(request => new List<DestroyRequest> { request });
        foreach (var batch in together)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await TryDestroyAsync(batch, cancellation) is { } failure and not DatasetMissingException) throw failure;
        }
    }

    private static List<DestroyRequest> Refuse(IEnumerable<DestroyRequest> requests, DestroyOutcomes outcomes)
    {
        var legal = new List<DestroyRequest>();
        foreach (var request in requests)
        {
            // Wire names reach this place: "%" would be a range and "," a list (spec A6.3).
            if (NameRules.ProblemIn(request.Path, EntityKind.Snapshot) is { } problem)
                outcomes.Settle(request, new InvalidNameException("snapshot", request.Path, problem));
            else
                legal.Add(request);
        }

        return [.. legal.Distinct()];
    }

    private async Task DestroyOfDatasetAsync(
        List<DestroyRequest> requests, DestroyOutcomes outcomes, CancellationToken cancellation)
    {
        try
        {
            var present = await StillTheSameAsync(requests, outcomes, cancellation);
            if (present.Count == 0) return;
            if (await takesLists(cancellation))
            {
                foreach (var batch in Batches(present)) await DestroyBatchAsync(batch, outcomes, cancellation);
            }
            else
            {
                await OneByOneAsync(present, outcomes, cancellation);
            }
        }
        catch (ZfsException failure)
        {
            outcomes.SettleOthers(requests, failure);
        }
    }

    private async Task<List<DestroyRequest>> StillTheSameAsync(
        List<DestroyRequest> requests, DestroyOutcomes outcomes, CancellationToken cancellation)
    {
        var dataset = requests[0].Dataset;
        ImmutableArray<FilesystemVersion> now;
        try
        {
            now = await versions.ListAsync(dataset, VersionKinds.Snapshots, cancellation);
        }
        catch (DatasetMissingException)
        {
            outcomes.SettleOthers(requests, null); // gone, and its snapshots with it
            return [];
        }

        var guids = now.ToDictionary(snapshot => snapshot.Name, snapshot => snapshot.Guid, StringComparer.Ordinal);
        var same = new List<DestroyRequest>();
        foreach (var request in requests.OrderBy(request => request.Name, StringComparer.Ordinal))
        {
            if (!guids.TryGetValue(request.Name, out var guid)) outcomes.Settle(request, null); // gone already
            else if (guid == request.Guid) same.Add(request);
            else outcomes.Settle(request, new SnapshotGuidChangedException(request.Path));
        }

        return same;
    }

    private IEnumerable<List<DestroyRequest>> Batches(List<DestroyRequest> requests)
    {
        var batch = new List<DestroyRequest>();
        var length = 0;
        foreach (var request in requests)
        {
            var isFull = length + request.Name.Length + 1 > LongestArgument || (largestBatch > 0 && batch.Count == largestBatch);
            if (isFull && batch.Count > 0)
            {
                yield return batch;
                (batch, length) = ([], 0);
            }

            if (batch.Count == 0) length = request.Dataset.Text.Length;
            batch.Add(request);
            length += request.Name.Length + 1;
        }

        if (batch.Count > 0) yield return batch;
    }

    private async Task DestroyBatchAsync(
        List<DestroyRequest> batch, DestroyOutcomes outcomes, CancellationToken cancellation)
    {
        if (batch.Count <= 1)
        {
            await OneByOneAsync(batch, outcomes, cancellation);
            return;
        }

        switch (await TryDestroyAsync(batch, cancellation))
        {
            case null:
                outcomes.SettleOthers(batch, null);
                break;
            case ArgumentListTooLongException:
                await DestroyBatchAsync(batch[..(batch.Count / 2)], outcomes, cancellation);
                await DestroyBatchAsync(batch[(batch.Count / 2)..], outcomes, cancellation);
                break;
            case SnapshotsUndestroyableException undestroyable:
                await WithoutUndestroyableAsync(batch, undestroyable, outcomes, cancellation);
                break;
            default:
                await OneByOneAsync(batch, outcomes, cancellation);
                break;
        }
    }

    // The kernel refuses a whole batch for one held snapshot: take those out, destroy the rest, then ask about each for its own reason.
    private async Task WithoutUndestroyableAsync(
        List<DestroyRequest> batch,
        SnapshotsUndestroyableException undestroyable,
        DestroyOutcomes outcomes,
        CancellationToken cancellation)
    {
        var inTheWay = undestroyable.Snapshots.Select(snapshot => snapshot.Name).ToHashSet(StringComparer.Ordinal);
        var rest = batch.Where(request => !inTheWay.Contains(request.Name)).ToList();
        var isRestGone = rest.Count == 0 || await TryDestroyAsync(rest, cancellation) is null;
        if (isRestGone) outcomes.SettleOthers(rest, null);
        await OneByOneAsync(isRestGone ? [.. batch.Except(rest)] : batch, outcomes, cancellation);
    }

    private async Task OneByOneAsync(
        IEnumerable<DestroyRequest> requests, DestroyOutcomes outcomes, CancellationToken cancellation)
    {
        foreach (var request in requests)
        {
            var failure = await TryDestroyAsync([request], cancellation);
            outcomes.Settle(request, failure is DatasetMissingException ? null : failure);
        }
    }

    private async Task<ZfsException?> TryDestroyAsync(List<DestroyRequest> requests, CancellationToken cancellation)
    {
        var dataset = requests[0].Dataset.Text;
        var argument = $"{dataset}@{string.Join(',', requests.Select(request => request.Name))}";
        try
        {
            var result = await runner.RunAsync(ZfsCommand.Zfs("destroy", argument), cancellation);
            return result.IsSuccess ? null : DestroyErrors.Explain(result, dataset, argument);
        }
        catch (ArgumentListTooLongException tooLong)
        {
            return tooLong;
        }
    }
}
