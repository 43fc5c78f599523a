namespace Zrepl.Zfs.Simulator.Model;

/// <summary>
/// Bytes used, by whom, computed from the block maps. One instance is one look: it remembers sums over subtrees, so that a listing of all
/// datasets visits each of them once.
/// </summary>
internal sealed class SpaceAccounting
{
    private const ulong LeastKeptBack = 128UL << 20;

    private readonly Dictionary<Dataset, ulong> _used = [];

    /// <summary>Bytes the dataset would give back without its snapshots: <c>usedbydataset</c>.</summary>
    public static ulong UsedByDataset(Dataset dataset) => dataset.Origin is null
        ? dataset.Content.PhysicalBytes
        : dataset.Content.BytesBornAfter(dataset.Origin.CreateTxg);

    /// <summary>Bytes only snapshots hold: <c>usedbysnapshots</c>. A block is lost once, after the last snapshot that has it.</summary>
    public static ulong UsedBySnapshots(Dataset dataset)
    {
        ulong bytes = 0;
        for (var i = 0; i < dataset.Snapshots.Count; i++)
        {
            var later = i + 1 < dataset.Snapshots.Count ? dataset.Snapshots[i + 1].Content : dataset.Content;
            bytes += dataset.Snapshots[i].Content.BytesLostIn(later, dataset.Origin?.CreateTxg ?? 0);
        }

        return bytes;
    }

    /// <summary>Bytes only this snapshot holds: <c>used</c> of a snapshot.</summary>
    public static ulong UsedBySnapshot(Snapshot snapshot)
    {
        var dataset = snapshot.Dataset;
        var place = dataset.IndexOf(snapshot);
        if (place < 0) return 0;
        var later = place + 1 < dataset.Snapshots.Count ? dataset.Snapshots[place + 1].Content : dataset.Content;
        return snapshot.Content.BytesLostIn(later, place > 0 ? dataset.Snapshots[place - 1].CreateTxg : 0);
    }

    /// <summary>Bytes written between the previous snapshot and this one.</summary>
    public static ulong WrittenBefore(Snapshot snapshot)
    {
        var place = snapshot.Dataset.IndexOf(snapshot);
        return place <= 0 ? snapshot.Content.PhysicalBytes : snapshot.Content.BytesBornAfter(snapshot.Dataset.Snapshots[place - 1].CreateTxg);
    }

    /// <summary>Bytes written since the newest snapshot.</summary>
    public static ulong WrittenSinceSnapshot(Dataset dataset)
    {
        if (dataset.NewestSnapshot is not { } newest) return dataset.Content.PhysicalBytes;
        return ReferenceEquals(newest.Content, dataset.Content) ? 0 : dataset.Content.BytesBornAfter(newest.CreateTxg);
    }

    /// <summary>Everything a dataset takes, children and hidden ones included: <c>used</c>.</summary>
    public ulong Used(Dataset dataset)
    {
        if (_used.TryGetValue(dataset, out var known)) return known;
        var own = UsedByDataset(dataset) + UsedBySnapshots(dataset) + UsedByReservation(dataset) + UsedByChildren(dataset);
        return _used[dataset] = Math.Max(own, Number(dataset, "reservation"));
    }

    /// <summary><c>usedbychildren</c>.</summary>
    public ulong UsedByChildren(Dataset dataset)
    {
        var bytes = dataset.ReceiveChild is { } hidden ? hidden.Content.BytesBornAfter(hidden.Origin?.CreateTxg ?? 0) : 0;
        foreach (var child in dataset.Children.Values) bytes += Used(child);
        return bytes;
    }

    /// <summary><c>usedbyrefreservation</c>: what a volume keeps for itself and has not used yet.</summary>
    public static ulong UsedByReservation(Dataset dataset)
    {
        var reserved = Number(dataset, "refreservation");
        if (reserved == 0) return 0;
        // What snapshots share with the volume has to be paid for once more when it is overwritten.
        var own = dataset.NewestSnapshot is null ? dataset.Content.PhysicalBytes : WrittenSinceSnapshot(dataset);
        return reserved > own ? reserved - own : 0;
    }

    /// <summary>Bytes that can still be written: free space of the pool and the nearest quotas.</summary>
    public ulong Available(Dataset dataset)
    {
        if (dataset.Pool.IsFull) return 0;
        var poolUsed = Used(dataset.Pool.Root);
        var size = dataset.Pool.Size;
        var usable = size - Math.Max(size / 32, Math.Min(size / 2, LeastKeptBack)); // what ZFS keeps for itself (spa_get_slop_space)
        var available = usable > poolUsed ? usable - poolUsed : 0;
        for (var above = dataset; above is not null; above = above.Parent)
        {
            var quota = Number(above, "quota");
            if (quota > 0) available = Math.Min(available, quota - Math.Min(quota, Used(above)));
        }

        var refquota = Number(dataset, "refquota");
        if (refquota > 0) available = Math.Min(available, refquota - Math.Min(refquota, dataset.Content.PhysicalBytes));
        return available + UsedByReservation(dataset);
    }

    private static ulong Number(Dataset dataset, string property) =>
        dataset.Properties.TryGet(property, out var setting) && setting.Effective is { } text
            ? ulong.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;
}
