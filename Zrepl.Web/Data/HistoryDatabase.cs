using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data;

/// <summary>The database file: opened, migrated, and replaced when it is damaged.</summary>
internal sealed class HistoryDatabase(string path, TimeProvider clock, ILogger<HistoryDatabase> logger)
{
    // Longer than any transaction of ours; a reader of the dashboard never blocks the writer in WAL mode.
    private const int SecondsToWaitForLock = 5;

    private readonly DbContextOptions<ZreplDbContext> _options = new DbContextOptionsBuilder<ZreplDbContext>().UseSqlite(ConnectionTo(path)).Options;

    private SetAsideFile? _lastSetAside;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>The damaged file that was set aside last, or null.</summary>
    public SetAsideFile? LastSetAside => Volatile.Read(ref _lastSetAside);

    /// <summary>A new view of the database; the caller disposes it.</summary>
    public ZreplDbContext Connect() => new(_options);

    /// <summary>Whoever connects next opens the file anew, which may have been replaced; a connection in use is closed when it is given back.</summary>
    public void CloseConnections()
    {
        using var any = new SqliteConnection(ConnectionTo(path));
        SqliteConnection.ClearPool(any);
    }

    /// <summary>Makes or migrates the file. A damaged one is set aside, never deleted.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="setsAside">False: a damaged one is left where it is.</param>
    /// <exception cref="Exception">See <see cref="HistoryFailure"/>.</exception>
    public async Task OpenAsync(CancellationToken cancellation, bool setsAside = true)
    {
        try
        {
            await MigrateAsync(cancellation);
        }
        catch (Exception failure) when (setsAside && HistoryFailure.IsDamage(failure))
        {
            SetAside(failure);
            await MigrateAsync(cancellation);
        }
    }

    /// <summary>Renames a damaged file, so that the next <see cref="OpenAsync"/> begins a new one.</summary>
    public void SetAside(Exception failure)
    {
        CloseConnections();
        var target = $"{path}.damaged-{clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}";
        if (File.Exists(path)) File.Move(path, target, overwrite: true);
        foreach (var companion in new[] { "-wal", "-shm" }) // belong to the damaged file and would damage the new one
            if (File.Exists(path + companion)) File.Move(path + companion, target + companion, overwrite: true);
        Volatile.Write(ref _lastSetAside, new(target, clock.GetUtcNow()));
        logger.SetAside(path, target, failure.GetBaseException().Message);
    }

    private static string ConnectionTo(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = SecondsToWaitForLock }.ToString();

    private async Task MigrateAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!); // a full path has one
        if (!File.Exists(path)) CreatePrivately();
        await using var db = Connect();
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
        var ours = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = await db.Database.GetAppliedMigrationsAsync(cancellation);
        if (applied.FirstOrDefault(migration => !ours.Contains(migration)) is { } newer) throw new NewerSchemaException(newer);
        await db.Database.MigrateAsync(cancellation);
    }

    // Hook output and error texts are nobody else's business.
    private void CreatePrivately() => File.Open(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    }).Dispose();
}
