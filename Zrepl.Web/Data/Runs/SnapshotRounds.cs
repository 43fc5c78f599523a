using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Runs;

/// <summary>Rounds of snapshots, also of jobs that have no runs: page by page.</summary>
internal sealed class SnapshotRounds(HistoryAccess history)
{
    private const int MostNotes = 100;
    private const int AtOnce = 1000;

    /// <summary>A piece of the list, the newest first.</summary>
    /// <param name="filter">Which: job, from and until count.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="olderThan">Only those after this place of the list.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<RoundPage> ListAsync(RunFilter filter, int most, RunCursor? olderThan, CancellationToken cancellation) => history.UseAsync(
        async (db, token) =>
        {
            var found = await Piece(db, filter, olderThan).Take(most + 1).ToListAsync(token);
            return new RoundPage([.. found.Take(most).Select(Listed)], HasOlder: found.Count > most);
        },
        cancellation);

    /// <summary>All rounds of a filter, the newest first, read piece by piece as they are asked for.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public IAsyncEnumerable<ListedRound> ReadAllAsync(RunFilter filter, CancellationToken cancellation) => AllPieces.ReadAsync(
        async last =>
        {
            var page = await ListAsync(filter, AtOnce, last, cancellation);
            return (page.Rounds, page.HasOlder);
        },
        one => one.Cursor,
        cancellation);

    /// <summary>Snapshots of a round that failed, or whose hooks said something; the newest hundred.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public Task<ImmutableArray<SnapshotNote>> NotesAsync(ListedRound round, CancellationToken cancellation) => history.UseAsync(
        async (db, token) => (ImmutableArray<SnapshotNote>)
        [
            .. from note in await db.SnapshottedDatasets.AsNoTracking()
                   .Where(note => note.Engine == round.Engine && note.Job == round.Job && note.DoneAt >= round.Round.StartedAt && note.DoneAt <= round.Round.FinishedAt)
                   .OrderByDescending(note => note.DoneAt).Take(MostNotes).ToListAsync(token)
               select new SnapshotNote(note.Dataset, note.Snapshot, note.DoneAt, note.Error, note.HookOutput),
        ],
        cancellation);

    /// <summary>What the list reads, in its order.</summary>
    internal static IQueryable<SnapshotRunEntity> Piece(ZreplDbContext db, RunFilter filter, RunCursor? olderThan)
    {
        var rounds = db.SnapshotRuns.AsNoTracking();
        if (filter.Job is { } job) rounds = rounds.Where(round => round.Job == job);
        if (filter.From is { } from) rounds = rounds.Where(round => round.StartedAt >= from);
        if (filter.Until is { } until) rounds = rounds.Where(round => round.StartedAt < until);
        if (olderThan is { } older) rounds = rounds.Where(round => round.StartedAt <= older.StartedAt && (round.StartedAt < older.StartedAt || round.Id < older.Id));
        return rounds.OrderByDescending(round => round.StartedAt).ThenByDescending(round => round.Id);
    }

    private static ListedRound Listed(SnapshotRunEntity row) =>
        new(row.Id, row.Engine, row.Job, new(row.StartedAt, row.FinishedAt, row.Reason, row.Outcome, row.Created, row.Failed, row.MissedPoints, row.Error));
}

/// <summary>A piece of the list of rounds.</summary>
/// <param name="Rounds">The rounds, the newest first.</param>
/// <param name="HasOlder">There are rounds that began earlier.</param>
internal sealed record RoundPage(ImmutableArray<ListedRound> Rounds, bool HasOlder);

/// <summary>One round in the list.</summary>
/// <param name="Id">Number in the database.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Job">The job.</param>
/// <param name="Round">What became of it.</param>
internal sealed record ListedRound(long Id, string Engine, string Job, SnapshotRound Round)
{
    /// <summary>Its place in the list.</summary>
    public RunCursor Cursor => new(Round.StartedAt, Id);
}
