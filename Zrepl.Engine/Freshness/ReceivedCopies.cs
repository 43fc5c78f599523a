using System.Collections.Immutable;

namespace Zrepl.Engine.Freshness;

/// <summary>What is known of copies that others bring here: pure. Datasets are named as this host names them.</summary>
public static class ReceivedCopies
{
    /// <summary>After a snapshot was received.</summary>
    /// <param name="known">What was known before, in order of name.</param>
    /// <param name="dataset">Where it was received.</param>
    /// <param name="snapshot">Its short name.</param>
    /// <param name="takenAt">When it was taken on the other side.</param>
    /// <param name="now">When it was received.</param>
    public static ImmutableArray<DatasetCopy> After(
        ImmutableArray<DatasetCopy> known, string dataset, string snapshot, DateTimeOffset takenAt, DateTimeOffset now)
    {
        var index = known.BinarySearch(new DatasetCopy(dataset), ByName);
        return index < 0
            ? known.Insert(~index, new(dataset) { Snapshot = snapshot, TakenAt = takenAt, FirstSeenAt = now })
            : known.SetItem(index, known[index] with { Snapshot = snapshot, TakenAt = takenAt });
    }

    /// <summary>After a look at the disk. What was received while it was being looked at counts; datasets that are gone are forgotten.</summary>
    /// <param name="known">What is known by now.</param>
    /// <param name="listed">The datasets that have snapshots, each with the newest, in order of name.</param>
    /// <param name="began">When the look began.</param>
    public static ImmutableArray<DatasetCopy> Listed(ImmutableArray<DatasetCopy> known, ImmutableArray<DatasetCopy> listed, DateTimeOffset began)
    {
        var before = known.ToDictionary(copy => copy.Dataset, StringComparer.Ordinal);
        var merged = listed.Select(copy => before.Remove(copy.Dataset, out var old)
            ? copy with { FirstSeenAt = old.FirstSeenAt, Snapshot = IsNewer(old, copy) ? old.Snapshot : copy.Snapshot, TakenAt = IsNewer(old, copy) ? old.TakenAt : copy.TakenAt }
            : copy).ToList();
        return [.. merged.Concat(before.Values.Where(copy => copy.FirstSeenAt >= began)).OrderBy(copy => copy.Dataset, StringComparer.Ordinal)];
    }

    private static Comparer<DatasetCopy> ByName { get; } = Comparer<DatasetCopy>.Create((left, right) => string.CompareOrdinal(left.Dataset, right.Dataset));

    // A snapshot that was destroyed here after it was received does not make the copy older before the next look.
    private static bool IsNewer(DatasetCopy left, DatasetCopy right) => left.TakenAt > right.TakenAt;
}
