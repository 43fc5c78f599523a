using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data.Entries;

/// <summary>Nothing to remember: looks whether the file is sound, and fails as the writer expects it of a damaged one if it is not.</summary>
internal sealed record SoundnessCheck : IHistoryEntry
{
    private const string Sound = "ok";

    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        var answers = await db.Database.SqlQueryRaw<string>("SELECT quick_check AS \"Value\" FROM pragma_quick_check(1)").ToListAsync(cancellation);
        if (answers is not [Sound]) throw new SqliteException(answers.FirstOrDefault() ?? "quick_check says nothing", HistoryFailure.Corrupt);
        SqliteConnection.ClearAllPools(); // whoever met damage has a file open that was set aside
    }
}
