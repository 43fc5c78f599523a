using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Making and destroying bookmarks.</summary>
internal static class BookmarkCalls
{
    /// <summary>Bookmarks a snapshot, or copies a bookmark.</summary>
    public static Errno Create(Session session, ZfsEntity source, string newBookmark)
    {
        var pound = newBookmark.IndexOf('#', StringComparison.Ordinal);
        if (NameCheck.ProblemIn(newBookmark, EntityTypes.Bookmark, isNew: true) is not null) return Errno.Invalid;
        if (session.FindDataset(newBookmark[..pound]) is not { } dataset) return Errno.NoEntry;
        if (dataset.Pool != source.Head.Pool) return Errno.CrossDevice;
        if (session.ReasonAgainstWriting(dataset, "bookmark") is var reason and not Errno.Ok) return reason;
        if (!dataset.Pool.HasFeature("bookmarks")) return Errno.NotSupported;
        var name = newBookmark[(pound + 1)..];
        if (dataset.Bookmarks.ContainsKey(name)) return Errno.Exists;
        if (!IsAncestor(source, dataset)) return session.Rules.ClonesBookmarks ? Errno.SourceNotAncestor : Errno.Invalid;

        var hasWritten = dataset.Pool.HasFeature("bookmark_written");
        var (referenced, logical, ivSet) = source switch
        {
            Snapshot snapshot => (hasWritten ? snapshot.Content.PhysicalBytes : (ulong?)null, hasWritten ? snapshot.Content.LogicalBytes : (ulong?)null, snapshot.IvSetGuid),
            Bookmark bookmark => (bookmark.ReferencedBytes, bookmark.LogicalReferencedBytes, bookmark.IvSetGuid),
            _ => throw new InvalidOperationException("Only snapshots and bookmarks can be bookmarked."),
        };
        session.Commit(dataset.Pool, new CreateBookmark(
            dataset.Name, name, source.Guid, source.CreateTxg, source.CreationSeconds, referenced, logical, ivSet));
        return Errno.Ok;
    }

    public static Errno Destroy(Session session, Bookmark bookmark)
    {
        if (session.ReasonAgainstWriting(bookmark.Dataset, "destroy") is var reason and not Errno.Ok) return reason;
        session.Commit(bookmark.Dataset.Pool, new DestroyBookmark(bookmark.Dataset.Name, bookmark.Name));
        return Errno.Ok;
    }

    // The source must be in the history of the dataset: its own, or that of the snapshot it was cloned from.
    private static bool IsAncestor(ZfsEntity source, Dataset dataset)
    {
        if (source.Head == dataset) return true;
        for (var origin = dataset.Origin; origin is not null; origin = origin.Dataset.Origin)
            if (origin.Dataset == source.Head && source.CreateTxg <= origin.CreateTxg) return true;
        return false;
    }
}
