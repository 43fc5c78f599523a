namespace Zrepl.Web.Data;

/// <summary>Reads the history. A reader never blocks the writer, and its failures are told in words.</summary>
internal sealed class HistoryReader(HistoryDatabase database, HistoryWriter writer, TimeProvider clock)
{
    private static readonly TimeSpan PatienceWithOpening = TimeSpan.FromSeconds(5);

    /// <summary>Asks the database one question.</summary>
    /// <exception cref="HistoryUnreadableException">It cannot be read now.</exception>
    public async Task<T> ReadAsync<T>(Func<ZreplDbContext, Task<T>> question, CancellationToken cancellation)
    {
        try
        {
            await writer.Opened.WaitAsync(PatienceWithOpening, clock, cancellation);
            await using var db = database.Connect();
            return await question(db);
        }
        catch (TimeoutException failure)
        {
            throw new HistoryUnreadableException(writer.Health.Problem ?? $"{database.Path} is still being opened; try again in a moment", failure);
        }
        catch (Exception failure) when (HistoryFailure.IsPassing(failure) || HistoryFailure.IsDamage(failure))
        {
            throw new HistoryUnreadableException(HistoryFailure.Text(failure, database.Path), failure);
        }
    }
}
