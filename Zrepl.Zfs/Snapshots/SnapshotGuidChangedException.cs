using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Snapshots;

/// <summary>The name now belongs to another snapshot than the one that was to be destroyed (spec A6.6).</summary>
public sealed class SnapshotGuidChangedException(string snapshot)
    : ZfsException($"snapshot guid changed, refusing to destroy {snapshot}");
