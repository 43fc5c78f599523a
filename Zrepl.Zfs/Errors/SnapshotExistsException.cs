using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>A snapshot of that name is already there.</summary>
public sealed class SnapshotExistsException(string snapshot, CommandResult result)
    : ZfsCommandException(result, $"cannot create snapshot '{snapshot}': dataset already exists")
{
    /// <summary>Full name of the snapshot that exists.</summary>
    public string Snapshot => snapshot;
}
