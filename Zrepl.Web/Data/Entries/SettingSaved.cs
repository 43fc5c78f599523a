namespace Zrepl.Web.Data.Entries;

/// <summary>A setting as it is in force.</summary>
internal sealed record SettingSaved(string Name, string Value, DateTimeOffset ChangedAt, string ChangedBy) : IHistoryEntry
{
    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        var row = await db.Settings.FindAsync([Name], cancellation);
        if (row is null) db.Settings.Add(row = new() { Name = Name, Value = "", ChangedBy = "" });
        (row.Value, row.ChangedAt, row.ChangedBy) = (Value, ChangedAt, ChangedBy);
    }
}
