using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>This ZFS cannot make a bookmark from a bookmark (OpenZFS before 2.0). Callers go on without (spec A7.3, B7).</summary>
public sealed class BookmarkCloningNotSupportedException()
    : ZfsException("bookmark cloning feature is not yet supported by ZFS");
