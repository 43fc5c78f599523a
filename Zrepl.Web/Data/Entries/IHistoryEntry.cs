namespace Zrepl.Web.Data.Entries;

/// <summary>Something that happened and is to be remembered. Immutable; may be stored again after a failure, each time on a new view.</summary>
internal interface IHistoryEntry
{
    /// <summary>Puts it into the database. The caller saves.</summary>
    Task StoreAsync(ZreplDbContext db, CancellationToken cancellation);
}
