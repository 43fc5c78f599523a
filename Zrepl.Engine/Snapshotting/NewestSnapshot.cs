using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Snapshotting;

/// <summary>The newest snapshot of a dataset among those with a job's prefix.</summary>
/// <param name="Filesystem">The dataset.</param>
/// <param name="Snapshot">The snapshot, or null if there is none or it could not be found out.</param>
/// <param name="Error">Why it could not be found out, or null.</param>
public sealed record NewestSnapshot(DatasetPath Filesystem, FilesystemVersion? Snapshot, string? Error = null);
