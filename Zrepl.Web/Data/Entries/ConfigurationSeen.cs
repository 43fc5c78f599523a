using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data.Entries;

/// <summary>A file of the configuration says this now. Remembered if it said something else before.</summary>
internal sealed record ConfigurationSeen(DateTimeOffset At, string File, string Revision, string Text, string Author) : IHistoryEntry
{
    /// <summary>The action under which the audit has a save before anything is written; its detail ends with the revision to come.</summary>
    public const string SaveBegins = "configuration.saving";

    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        // Entries of the same batch are not in the database yet.
        var waiting = db.ConfigurationVersions.Local.LastOrDefault(version => version.File == File)?.Revision;
        var newest = waiting ?? await db.ConfigurationVersions.Where(version => version.File == File).OrderByDescending(version => version.Id)
            .Select(version => version.Revision).FirstOrDefaultAsync(cancellation);
        if (newest == Revision) return;
        db.ConfigurationVersions.Add(new() { At = At, File = File, Revision = Revision, Text = Text, Author = Author.Length > 0 ? Author : await WhoBeganAsync(db, cancellation) });
    }

    // The process may have ended after the file was written and before that was remembered.
    private async Task<string> WhoBeganAsync(ZreplDbContext db, CancellationToken cancellation) =>
        await db.Audit.Where(entry => entry.Action == SaveBegins && entry.Target == File).OrderByDescending(entry => entry.Id).Select(entry => new { entry.Actor, entry.Detail })
            .FirstOrDefaultAsync(cancellation) is { } last && last.Detail.EndsWith(Revision, StringComparison.Ordinal) ? last.Actor : "";
}
