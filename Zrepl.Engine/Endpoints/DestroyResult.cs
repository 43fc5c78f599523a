using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>What became of one snapshot that was to be destroyed.</summary>
/// <param name="Snapshot">As requested.</param>
/// <param name="Error">Null if it is gone now (or was gone before); else the reason, such as <c>dataset is busy</c>.</param>
public sealed record DestroyResult(FilesystemVersion Snapshot, string? Error);
