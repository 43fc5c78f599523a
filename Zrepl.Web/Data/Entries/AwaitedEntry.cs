namespace Zrepl.Web.Data.Entries;

/// <summary>An entry that somebody waits for: told once it is on disk, or that it is not yet. It stays in the queue then and is stored when that is possible.</summary>
internal sealed class AwaitedEntry(IHistoryEntry entry) : IHistoryEntry
{
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once it is on disk.</summary>
    /// <exception cref="DatabaseUnavailableException">It is not, for the time being.</exception>
    public Task Stored => _stored.Task;

    /// <summary>What is stored.</summary>
    public IHistoryEntry Entry => entry;

    public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation) => entry.StoreAsync(db, cancellation);

    /// <summary>It is on disk.</summary>
    public void Done() => _stored.TrySetResult();

    /// <summary>It is not.</summary>
    public void Fail(Exception because, string text)
    {
        _stored.TrySetException(new DatabaseUnavailableException(text, because));
        _ = _stored.Task.Exception; // whoever waited may have gone
    }
}
