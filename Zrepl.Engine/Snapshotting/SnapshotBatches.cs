using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Which snapshots go into one <c>zfs snapshot</c> command: those of one pool, as far as the arguments are short enough (spec 4.7).</summary>
internal static class SnapshotBatches
{
    /// <summary>Most bytes of names in one command. Linux allows 128 KiB for the longest single argument and more for all; others allow less.</summary>
    public const int LargestArguments = 100_000;

    /// <summary>Forms the batches, pools and datasets in order.</summary>
    public static IEnumerable<ImmutableArray<SnapshotPath>> Of(IEnumerable<SnapshotPath> snapshots) =>
        snapshots.GroupBy(PoolOf).OrderBy(pool => pool.Key, StringComparer.Ordinal)
            .SelectMany(pool => OfPool(pool.OrderBy(snapshot => snapshot.Dataset)));

    private static IEnumerable<ImmutableArray<SnapshotPath>> OfPool(IEnumerable<SnapshotPath> snapshots)
    {
        var batch = ImmutableArray.CreateBuilder<SnapshotPath>();
        var length = 0;
        foreach (var snapshot in snapshots)
        {
            var bytes = snapshot.Text.Length + 1; // names are ASCII; each argument ends with a NUL
            if (batch.Count > 0 && length + bytes > LargestArguments)
            {
                yield return batch.DrainToImmutable();
                length = 0;
            }

            batch.Add(snapshot);
            length += bytes;
        }

        if (batch.Count > 0) yield return batch.DrainToImmutable();
    }

    private static string PoolOf(SnapshotPath snapshot) => snapshot.Text[..snapshot.Text.AsSpan().IndexOfAny('/', '@')];
}
