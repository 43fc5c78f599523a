using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data;

/// <summary>Reads and writes that somebody waits for, beside the writer's queue: who may sign in, and what a page asks for.</summary>
internal sealed class HistoryAccess(HistoryDatabase database, HistoryWriter writer, TimeProvider clock)
{
    // A person waits; the writer goes on trying.
    private readonly TimeSpan _patienceForOpening = TimeSpan.FromSeconds(writer.IsBesideDaemon ? 30 : 8);

    /// <summary>Uses the database once.</summary>
    /// <exception cref="DatabaseUnavailableException">It is locked, full, damaged or not there, or what was read was changed before it could be written; the message says what to do.</exception>
    public async Task<T> UseAsync<T>(Func<ZreplDbContext, CancellationToken, Task<T>> use, CancellationToken cancellation)
    {
        try
        {
            // Who knows that it does not open need not wait to say so.
            var patience = writer.Health.IsWorking || writer.IsBesideDaemon ? _patienceForOpening : TimeSpan.Zero;
            await writer.Opened.WaitAsync(patience, clock, cancellation);
            await using var db = database.Connect();
            return await use(db, cancellation);
        }
        catch (TimeoutException failure)
        {
            throw new DatabaseUnavailableException(writer.Health.Problem ?? $"{database.Path} is still being opened; try again in a moment", failure);
        }
        catch (DbUpdateConcurrencyException failure)
        {
            throw new DatabaseUnavailableException("somebody else changed or removed the same at this moment; look at it again", failure);
        }
        catch (Exception failure) when (
            HistoryFailure.IsPassing(failure) || HistoryFailure.IsDamage(failure) || failure is SqliteException or DbUpdateException { InnerException: SqliteException })
        {
            if (HistoryFailure.IsDamage(failure)) writer.TellOfDamage();
            if (HistoryFailure.IsOfConnection(failure)) database.CloseConnections();
            throw new DatabaseUnavailableException(HistoryFailure.Text(failure, database.Path), failure);
        }
    }

    /// <summary>Uses the database once, alone: what is read nobody else changes before what follows from it is written, in another process neither.</summary>
    /// <exception cref="DatabaseUnavailableException">It is locked, full, damaged or not there; the message says what to do.</exception>
    public Task<T> UseAloneAsync<T>(Func<ZreplDbContext, CancellationToken, Task<T>> use, CancellationToken cancellation) => UseAsync(async (db, token) =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(token); // waits for others that write: SQLite's BEGIN IMMEDIATE
        var result = await use(db, token);
        await transaction.CommitAsync(token);
        return result;
    }, cancellation);

    /// <summary>Uses the database once.</summary>
    /// <exception cref="DatabaseUnavailableException">It is locked, full, damaged or not there; the message says what to do.</exception>
    public Task UseAsync(Func<ZreplDbContext, CancellationToken, Task> use, CancellationToken cancellation) =>
        UseAsync(async (db, token) =>
        {
            await use(db, token);
            return true;
        }, cancellation);
}
