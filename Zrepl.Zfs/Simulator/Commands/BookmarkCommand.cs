using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs bookmark</c>.</summary>
internal static class BookmarkCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "");
        if (options.Next() is not null) throw new UsageException($"invalid option '{options.Culprit}'");
        var canClone = call.Rules.ClonesBookmarks;
        if (options.Operands.Count < 1) throw new UsageException(canClone ? "missing source argument" : "missing snapshot argument");
        if (options.Operands.Count < 2) throw new UsageException("missing bookmark argument");
        var (source, bookmark) = (options.Operands[0], options.Operands[1]);
        if (!canClone && !source.Contains('@', StringComparison.Ordinal))
            throw new UsageException($"invalid snapshot name '{source}': must contain a '@'");
        if (source.AsSpan().IndexOfAny('@', '#') < 0) throw new UsageException($"invalid source name '{source}': must contain a '@' or '#'");
        if (!bookmark.Contains('#', StringComparison.Ordinal)) throw new UsageException($"invalid bookmark name '{bookmark}': must contain a '#'");
        if (!TryExpand(ref source, ref bookmark))
        {
            call.Errors.Write("either source or bookmark must be specified as full dataset paths"); // zfs ends this one without a newline
            throw new UsageException(null);
        }

        using var session = await call.EnterAsync();
        var type = source[source.AsSpan().IndexOfAny('@', '#')] == '@' ? EntityTypes.Snapshot : EntityTypes.Bookmark;
        var entity = EntityOpener.Open(call, session, source, type) ?? throw new UsageException(null);
        var error = BookmarkCalls.Create(session, entity, bookmark);
        if (error == Errno.Ok) return 0;
        var action = $"cannot create bookmark '{bookmark}'";
        if (Reason(error) is { } reason) call.Fail(action, reason);
        else call.Fail(action, error);
        return 1;
    }

    // One of both may be given without its dataset.
    private static bool TryExpand(ref string source, ref string bookmark)
    {
        var sourceIsShort = source[0] is '@' or '#';
        var bookmarkIsShort = bookmark[0] == '#';
        if (sourceIsShort && bookmarkIsShort) return false;
        if (bookmarkIsShort) bookmark = source[..source.AsSpan().IndexOfAny('@', '#')] + bookmark;
        if (sourceIsShort) source = bookmark[..bookmark.IndexOf('#', StringComparison.Ordinal)] + source;
        return true;
    }

    private static string? Reason(Errno error) => error switch
    {
        Errno.CrossDevice => "bookmark is in a different pool",
        Errno.SourceNotAncestor => "source is not an ancestor of the new bookmark's dataset",
        Errno.Exists => "bookmark exists",
        Errno.Invalid => "invalid argument",
        Errno.NotSupported => "bookmark feature not enabled",
        Errno.NoSpace => "out of space",
        Errno.NoEntry => "dataset does not exist",
        _ => null,
    };
}
