using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Data.Runs;

/// <summary>
/// What the other side of a replication is known to have: what the newest pruning there left, and what was sent since. The other side itself is
/// not asked; what others do to it is seen at the next run.
/// </summary>
internal sealed class PeerSnapshots(HistoryAccess history)
{
    private const int MostSteps = 2000;

    /// <summary>Snapshots of a dataset on the other side, in no particular order.</summary>
    /// <param name="job">The job that replicates it.</param>
    /// <param name="dataset">Its name on the sender.</param>
    /// <param name="other">Which side the other one is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<ImmutableArray<PeerSnapshot>> OfAsync(string job, string dataset, PruneSide other, CancellationToken cancellation) =>
        history.UseAsync((db, token) => ReadAsync(db, job, dataset, other, token), cancellation);

    private static async Task<ImmutableArray<PeerSnapshot>> ReadAsync(ZreplDbContext db, string job, string dataset, PruneSide other, CancellationToken cancellation)
    {
        byte[] none = [];
        var pruning = await (
            from pruned in db.PrunedDatasets
            join run in db.Runs on pruned.RunId equals run.Id
            where pruned.Dataset == dataset && pruned.Side == other && run.Job == job && pruned.Decisions != none
            orderby run.StartedAt descending
            select new { run.StartedAt, pruned.Decisions }).FirstOrDefaultAsync(cancellation);
        var since = pruning?.StartedAt ?? DateTimeOffset.UnixEpoch;
        var snapshots = pruning is null ? [] : PruneDecisions.Read(pruning.Decisions).Where(decision => !decision.Destroy)
            .ToDictionary(decision => decision.Snapshot, decision => new PeerSnapshot(decision.Snapshot, decision.CreatedAt, pruning.StartedAt), StringComparer.Ordinal);
        if (other is not PruneSide.Receiver) return [.. snapshots.Values];

        var sent = await (
            from step in db.RunSteps
            join row in db.RunDatasets on step.RunDatasetId equals row.Id
            join run in db.Runs on row.RunId equals run.Id
            where row.Dataset == dataset && run.Job == job && step.DoneAt != null && step.DoneAt > since
            orderby step.DoneAt descending
            select new { step.To, step.DoneAt }).Take(MostSteps).ToListAsync(cancellation);
        foreach (var step in sent.Where(step => step.To.StartsWith('@')))
            snapshots.TryAdd(step.To[1..], new PeerSnapshot(step.To[1..], null, step.DoneAt!.Value)); // the query asks for those that have one
        return [.. snapshots.Values];
    }
}
