using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>A bookmark of that name exists and marks another point (spec A7.2).</summary>
public sealed class BookmarkExistsException(CommandResult result, string source, ulong sourceGuid, string bookmark, ulong existingGuid)
    : ZfsCommandException(
        result,
        $"bookmark {source} (guid={sourceGuid}) with #{bookmark}: bookmark #{bookmark} exists but has different guid ({existingGuid})");
