using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Datasets;

/// <summary>How much room a dataset takes.</summary>
/// <param name="Path">Full name.</param>
/// <param name="IsVolume">True for a volume, false for a filesystem.</param>
/// <param name="Used">Bytes of it and everything below it, snapshots included.</param>
/// <param name="Available">Bytes that can still be written; for a pool, with <paramref name="Used"/> its whole size.</param>
/// <param name="UsedBySnapshots">Bytes that destroying all its own snapshots would free.</param>
public sealed record DatasetSpace(DatasetPath Path, bool IsVolume, long Used, long Available, long UsedBySnapshots)
{
    /// <summary>True for the dataset of a pool itself.</summary>
    public bool IsPool => !Path.Text.Contains('/', StringComparison.Ordinal);
}
