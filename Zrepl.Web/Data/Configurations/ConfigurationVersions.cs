using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Web.Data.Entries;

namespace Zrepl.Web.Data.Configurations;

/// <summary>What the files of the configuration said before (design D3).</summary>
internal sealed class ConfigurationVersions(HistoryWriter writer, HistoryAccess database, TimeProvider clock, ILogger<ConfigurationVersions> logger)
{
    /// <summary>Remembers what a file says now, if that is new. Never waits.</summary>
    /// <param name="file">The file.</param>
    /// <param name="author">Who saved it; empty if that is not known.</param>
    public void Remember(ConfigurationFile file, string author = "") =>
        writer.Add(new ConfigurationSeen(clock.GetUtcNow(), file.Path, file.Revision, file.Text, author));

    /// <summary>Remembers what a file says now, and waits until that is on disk.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be written now; it will be, once it can.</exception>
    public Task KeepAsync(ConfigurationFile file, CancellationToken cancellation) =>
        writer.StoreAsync(new ConfigurationSeen(clock.GetUtcNow(), file.Path, file.Revision, file.Text, ""), cancellation);

    /// <summary>Remembers what files say now, if that is new; what cannot be read is told in the log.</summary>
    public void RememberFiles(IEnumerable<string> files)
    {
        foreach (var file in files.Select(Path.GetFullPath))
        {
            try
            {
                Remember(ConfigurationFile.Read(file));
            }
            catch (ConfigurationFileException failure)
            {
                logger.VersionNotKept(failure.Message);
            }
        }
    }

    /// <summary>Versions of a file, the newest first.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<List<ConfigurationVersion>> OfAsync(string file, CancellationToken cancellation) => database.UseAsync(
        (db, token) => db.ConfigurationVersions.AsNoTracking().Where(version => version.File == file).OrderByDescending(version => version.Id)
            .Select(version => new ConfigurationVersion(version.Id, version.File, version.Revision, version.At, version.Author)).ToListAsync(token), cancellation);

    /// <summary>A version and its text, or null.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public async Task<(ConfigurationVersion Version, string Text)?> FindAsync(long id, CancellationToken cancellation) =>
        await database.UseAsync((db, token) => db.ConfigurationVersions.AsNoTracking().FirstOrDefaultAsync(version => version.Id == id, token), cancellation) is { } found
            ? (new(found.Id, found.File, found.Revision, found.At, found.Author), found.Text)
            : null;
}
