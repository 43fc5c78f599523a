using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Snapshots;

/// <summary>One snapshot to destroy.</summary>
/// <param name="Dataset">Its dataset.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Guid">The guid it must still have.</param>
public sealed record DestroyRequest(DatasetPath Dataset, string Name, ulong Guid)
{
    /// <summary>Full name.</summary>
    public string Path => $"{Dataset.Text}@{Name}";

    /// <summary>A request for a listed snapshot.</summary>
    public static DestroyRequest For(DatasetPath dataset, FilesystemVersion snapshot) => new(dataset, snapshot.Name, snapshot.Guid);
}

/// <summary>What became of one request.</summary>
/// <param name="Request">The request.</param>
/// <param name="Failure">Null if the snapshot is gone now, or was gone before.</param>
public sealed record DestroyOutcome(DestroyRequest Request, Exception? Failure)
{
    /// <summary>
    /// The failure as peers expect it: the bare reason (<c>dataset is busy</c>) if ZFS named exactly this snapshot, else the whole text; null if gone (spec B8.9).
    /// </summary>
    public string? Error => Failure switch
    {
        null => null,
        Errors.SnapshotsUndestroyableException { Snapshots: [var only] } => only.Reason,
        _ => Failure.Message,
    };
}
