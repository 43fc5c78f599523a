using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Holds;

/// <summary>A user hold on a snapshot, as <c>zfs holds</c> prints it.</summary>
/// <param name="Snapshot">The held snapshot.</param>
/// <param name="Tag">Whoever holds it.</param>
/// <param name="Since">When, in the words of ZFS (local time, no seconds); for display only.</param>
public sealed record Hold(SnapshotPath Snapshot, HoldTag Tag, string Since);
