using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>A dataset, snapshot or bookmark that was named does not exist (any more).</summary>
public sealed class DatasetMissingException(string path, CommandResult result)
    : ZfsCommandException(result, $"dataset \"{path}\" does not exist")
{
    /// <summary>The full name that is missing, with delimiter for snapshots and bookmarks.</summary>
    public string Path => path;
}
