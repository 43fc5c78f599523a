using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Bookmarks;

/// <summary>Makes and destroys bookmarks; both can be repeated without harm.</summary>
public sealed class BookmarkCreator(IZfsCommandRunner runner, VersionLister versions)
{
    /// <summary>Bookmarks a snapshot, or clones a bookmark.</summary>
    /// <param name="dataset">Where both live.</param>
    /// <param name="source">Snapshot or bookmark of this dataset.</param>
    /// <param name="name">Short name of the new bookmark.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <returns>The bookmark; one that existed and marks the same point counts as made.</returns>
    /// <exception cref="DatasetMissingException">The source is gone. ZFS looks at it first, also when the bookmark exists (spec A7.2).</exception>
    /// <exception cref="BookmarkExistsException">A bookmark of that name marks another point.</exception>
    /// <exception cref="BookmarkCloningNotSupportedException">The source is a bookmark and this ZFS is older than OpenZFS 2.0.</exception>
    public async Task<FilesystemVersion> CreateAsync(
        DatasetPath dataset, FilesystemVersion source, string name, CancellationToken cancellation)
    {
        var target = dataset.Bookmark(name);
        var expected = source with { Kind = VersionKind.Bookmark, Name = name, UserRefs = null };
        if (!source.IsSnapshot && source.Name == name) return source;
        var result = await runner.RunAsync(ZfsCommand.Zfs("bookmark", source.On(dataset), target.Text), cancellation);
        if (result.IsSuccess) return expected;
        if (CreateErrors.SaysBookmarkExists(result) || CreateErrors.SaysBookmarkNeedsSnapshot(result))
        {
            var existing = (await versions.FindAsync(dataset, [expected.RelativeName], cancellation)).GetValueOrDefault(expected.RelativeName);
            if (existing is not null && existing.Guid == source.Guid) return existing;
            if (CreateErrors.SaysBookmarkNeedsSnapshot(result)) throw new BookmarkCloningNotSupportedException();
            if (existing is not null) throw new BookmarkExistsException(result, source.On(dataset), source.Guid, name, existing.Guid);
        }

        throw CommonErrors.MissingOrGeneric(result, source.On(dataset));
    }

    /// <summary>Destroys a bookmark. One that is gone already, or whose dataset is gone, counts as destroyed.</summary>
    public async Task DestroyAsync(BookmarkPath bookmark, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs("destroy", bookmark.Text), cancellation);
        if (result.IsSuccess) return;
        var failure = DestroyErrors.Explain(result, bookmark.Dataset.Text, bookmark.Text);
        if (failure is not DatasetMissingException) throw failure;
    }
}
