using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Runs;

/// <summary>The runs there were: searched, page by page, and one by one. Every list is bounded.</summary>
internal sealed class RunHistory(HistoryAccess history)
{
    /// <summary>The largest piece that is read at a time.</summary>
    public const int LargestPage = 1000;

    private const int MostNotes = 500;
    private const int MostRounds = 100;

    /// <summary>A piece of the list, the newest first.</summary>
    /// <param name="filter">Which runs.</param>
    /// <param name="most">How many at most, up to <see cref="LargestPage"/>.</param>
    /// <param name="olderThan">Only those after this place of the list.</param>
    /// <param name="newerThan">Only those before this place of the list, those next to it; null if <paramref name="olderThan"/> is given.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<RunPage> ListAsync(
        RunFilter filter, int most, RunCursor? olderThan = null, RunCursor? newerThan = null, CancellationToken cancellation = default) =>
        history.UseAsync(
            async (db, token) =>
            {
                most = Math.Clamp(most, 1, LargestPage);
                var runs = await RunSearch.FindAsync(db, filter, token);
                if (runs is null) return new RunPage([], false, false);
                var found = await Piece(runs, olderThan, newerThan).Take(most + 1).Select(RunSummary.OfRow).ToListAsync(token);
                var hasMore = found.Count > most; // in the direction of reading
                if (hasMore) found.RemoveAt(most);
                if (newerThan is null) return new RunPage([.. found], HasNewer: olderThan is not null, HasOlder: hasMore);
                found.Reverse();
                return new RunPage([.. found], HasNewer: hasMore, HasOlder: true);
            },
            cancellation);

    /// <summary>All runs of a filter, the newest first, read piece by piece as they are asked for.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public IAsyncEnumerable<RunSummary> ReadAllAsync(RunFilter filter, CancellationToken cancellation) => AllPieces.ReadAsync(
        async last =>
        {
            var page = await ListAsync(filter, LargestPage, olderThan: last, cancellation: cancellation);
            return (page.Runs, page.HasOlder);
        },
        one => one.Cursor,
        cancellation);

    /// <summary>Names of all jobs that ever ran, sorted.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<ImmutableArray<string>> JobsAsync(CancellationToken cancellation) =>
        history.UseAsync(async (db, token) => (ImmutableArray<string>)[.. await DistinctNames.OfJobsAsync(db, token)], cancellation);

    /// <summary>Everything about one run; null if it is not remembered.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<RunDetail?> FindAsync(long id, CancellationToken cancellation) => history.UseAsync((db, token) => DetailAsync(db, id, token), cancellation);

    /// <summary>The number of a run in the database; null if it is not remembered.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<long?> FindIdAsync(string job, long number, CancellationToken cancellation) => history.UseAsync(
        (db, token) => db.Runs.Where(run => run.Job == job && run.Number == number).OrderByDescending(run => run.StartedAt).Select(run => (long?)run.Id)
            .FirstOrDefaultAsync(token),
        cancellation);

    /// <summary>Bytes that runs which ended moved in each hour since a moment, by job; an hour may come several times, or not at all.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<ImmutableArray<HourlyBytes>> BytesPerHourAsync(DateTimeOffset since, CancellationToken cancellation) =>
        history.UseAsync(async (db, token) => (ImmutableArray<HourlyBytes>)[.. await HourlySpread.ReadAsync(db, since, token)], cancellation);

    /// <summary>The reason for each snapshot of a dataset that a run pruned; empty if it is not remembered any more.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<ImmutableArray<PruneDecision>> DecisionsAsync(long prunedDataset, CancellationToken cancellation) => history.UseAsync(
        async (db, token) => PruneDecisions.Read(
            await db.PrunedDatasets.Where(row => row.Id == prunedDataset).Select(row => row.Decisions).FirstOrDefaultAsync(token) ?? []),
        cancellation);

    // Written so that the first comparison alone is a range of an index.
    internal static IOrderedQueryable<RunEntity> Piece(IQueryable<RunEntity> runs, RunCursor? olderThan, RunCursor? newerThan)
    {
        if (newerThan is { } newer)
        {
            return runs.Where(run => run.StartedAt >= newer.StartedAt && (run.StartedAt > newer.StartedAt || run.Id > newer.Id))
                .OrderBy(run => run.StartedAt).ThenBy(run => run.Id);
        }

        if (olderThan is { } older) runs = runs.Where(run => run.StartedAt <= older.StartedAt && (run.StartedAt < older.StartedAt || run.Id < older.Id));
        return runs.OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id);
    }

    private static async Task<RunDetail?> DetailAsync(ZreplDbContext db, long id, CancellationToken cancellation)
    {
        var row = await db.Runs.AsNoTracking().Where(run => run.Id == id).Select(run => new { run.Engine }).FirstOrDefaultAsync(cancellation);
        if (row is null) return null;
        var run = await db.Runs.Where(r => r.Id == id).Select(RunSummary.OfRow).FirstAsync(cancellation);
        var ofJob = db.Runs.Where(other => other.Engine == row.Engine && other.Job == run.Job);
        var previous = await Piece(ofJob, run.Cursor, null).Select(other => new { other.Id, other.StartedAt }).FirstOrDefaultAsync(cancellation);
        var next = await Piece(ofJob, null, run.Cursor).Select(other => (long?)other.Id).FirstOrDefaultAsync(cancellation);

        // Rounds belong to no run: those since the run before are what this one found.
        var since = previous?.StartedAt ?? DateTimeOffset.UnixEpoch;
        var until = run.FinishedAt ?? DateTimeOffset.MaxValue;
        var rounds = await db.SnapshotRuns.AsNoTracking()
            .Where(round => round.Engine == row.Engine && round.Job == run.Job && round.StartedAt > since && round.StartedAt <= until)
            .OrderByDescending(round => round.StartedAt).Take(MostRounds).ToListAsync(cancellation);
        var notes = await db.SnapshottedDatasets.AsNoTracking()
            .Where(note => note.Engine == row.Engine && note.Job == run.Job && note.DoneAt > since && note.DoneAt <= until)
            .OrderByDescending(note => note.DoneAt).Take(MostNotes).ToListAsync(cancellation);
        return new(
            run, previous?.Id, next, await DatasetsAsync(db, id, cancellation), await PrunedAsync(db, id, cancellation),
            [.. rounds.Select(r => new SnapshotRound(r.StartedAt, r.FinishedAt, r.Reason, r.Outcome, r.Created, r.Failed, r.MissedPoints, r.Error))],
            [.. notes.Select(n => new SnapshotNote(n.Dataset, n.Snapshot, n.DoneAt, n.Error, n.HookOutput))]);
    }

    private static async Task<ImmutableArray<RunDataset>> DatasetsAsync(ZreplDbContext db, long run, CancellationToken cancellation)
    {
        var rows = await db.RunDatasets.AsNoTracking().Include(row => row.Steps).Where(row => row.RunId == run).ToListAsync(cancellation);
        return
        [
            .. from row in rows
               orderby row.Error is null, row.State == FilesystemState.Done, row.Steps.Count == 0, row.Dataset
               select new RunDataset(row.Dataset, row.State, row.Error, row.Warning,
               [
                   .. from step in row.Steps
                      orderby step.Attempt, step.Id
                      select new RunStep(step.Attempt, step.From, step.To, step.IsResumed, step.BytesExpected, step.BytesReplicated, step.StartedAt, step.DoneAt),
               ]),
        ];
    }

    private static async Task<ImmutableArray<PrunedDataset>> PrunedAsync(ZreplDbContext db, long run, CancellationToken cancellation)
    {
        byte[] none = [];
        var rows = await db.PrunedDatasets.Where(row => row.RunId == run)
            .Select(row => new PrunedDataset(
                row.Id, row.Side, row.Dataset, row.Kept, row.Destroyed, row.Held, row.Problem, row.Decisions != none))
            .ToListAsync(cancellation);
        return [.. rows.OrderBy(row => row.Side).ThenBy(row => row.Destroyed == 0).ThenBy(row => row.Dataset, StringComparer.Ordinal)];
    }
}
