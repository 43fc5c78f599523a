using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>
/// The receiver has the newest snapshot, but the sender's cursor says otherwise, or something still protects the step: its confirmation was lost, or a process
/// died in the middle of it. Confirming once more moves the cursor and drops what still protects the step (BAD-1; spec 1.5.6, B11).
/// </summary>
/// <param name="Newest">The sender's snapshot that both sides have. Never a bookmark: not every ZFS can make a cursor from one.</param>
public sealed record CursorRepair(FilesystemVersion Newest);
