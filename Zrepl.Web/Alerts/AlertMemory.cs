using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Data;

namespace Zrepl.Web.Alerts;

/// <summary>What was told, in the database, so that a restart neither repeats nor forgets it.</summary>
internal sealed class AlertMemory(HistoryAccess database)
{
    /// <summary>What is remembered.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be read.</exception>
    public async Task<AlertBook> ReadAsync(CancellationToken cancellation) => await database.UseAsync(async (db, token) =>
    {
        var rows = await db.Alerts.AsNoTracking().ToListAsync(token);
        return AlertBook.Of(rows.Select(row => new AlertState(row.Key, row.Since, row.ToldAt, row.GoneSince, row.Text)));
    }, cancellation);

    /// <summary>Remembers what is another than before.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be written.</exception>
    public Task WriteAsync(AlertBook before, AlertBook now, CancellationToken cancellation)
    {
        var changed = now.States.Where(pair => before.States.GetValueOrDefault(pair.Key) is not { } old || !IsSame(old, pair.Value)).Select(pair => pair.Value).ToImmutableArray();
        var gone = before.States.Keys.Where(key => !now.States.ContainsKey(key)).ToImmutableArray();
        return changed.IsEmpty && gone.IsEmpty ? Task.CompletedTask : database.UseAsync(async (db, token) =>
        {
            foreach (var state in changed)
            {
                var row = await db.Alerts.FindAsync([state.Key], token);
                if (row is null) db.Alerts.Add(row = new() { Key = state.Key });
                (row.Since, row.ToldAt, row.GoneSince, row.Text) = (state.Since, state.ToldAt, state.GoneSince, state.Text);
            }

            foreach (var key in gone)
            {
                if (await db.Alerts.FindAsync([key], token) is { } row) db.Alerts.Remove(row);
            }

            await db.SaveChangesAsync(token);
        }, cancellation);
    }

    // A text with an age in it changes all the time; what it says last is written with the next thing that matters.
    private static bool IsSame(AlertState one, AlertState other) => one with { Text = "" } == other with { Text = "" };
}
