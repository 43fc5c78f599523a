using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data.Entries;

/// <summary>A file of the configuration says this now. Remembered if it said something else before.</summary>
internal sealed record ConfigurationSeen(DateTimeOffset At, string File, string Revision, string Text, string Author) : IHistoryEntry
{
    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        // Entries of the same batch are not in the database yet.
        var waiting = db.ConfigurationVersions.Local.LastOrDefault(version => version.File == File)?.Revision;
        var newest = waiting ?? await db.ConfigurationVersions.Where(version => version.File == File).OrderByDescending(version => version.Id)
            .Select(version => version.Revision).FirstOrDefaultAsync(cancellation);
        if (newest == Revision) return;
        db.ConfigurationVersions.Add(new() { At = At, File = File, Revision = Revision, Text = Text, Author = Author });
    }
}
