using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data.Entries;

/// <summary>Nothing to remember: looks whether the file is sound, and fails as the writer expects it of a damaged one if it is not.</summary>
internal sealed record SoundnessCheck : IHistoryEntry
{
    private const string Sound = "ok";

    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        SqliteConnection.ClearAllPools(); // what is open keeps pages in memory, of this file or of one that was set aside
        await using var fresh = new SqliteConnection(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()) { Pooling = false }.ToString());
        await fresh.OpenAsync(cancellation);
        await AskAsync(fresh, "SELECT count(*) FROM \"__EFMigrationsHistory\"", cancellation); // not there: the file was emptied
        var answer = await AskAsync(fresh, "PRAGMA quick_check(1)", cancellation);
        if (answer != Sound) throw new SqliteException(answer, HistoryFailure.Corrupt);
    }

    private static async Task<string> AskAsync(SqliteConnection connection, string question, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        return Convert.ToString(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture) ?? "";
    }
}
