using System.Collections.Immutable;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>Pure operations on the extents of one object: ascending, not overlapping, holes are gaps.</summary>
internal static class ExtentList
{
    /// <summary>Puts <paramref name="written"/> over whatever was there.</summary>
    public static ImmutableArray<Extent> Write(ImmutableArray<Extent> extents, Extent written)
    {
        // The common case of a file that grows at its end.
        if (extents.IsEmpty || extents[^1].End <= written.First)
        {
            return !extents.IsEmpty && extents[^1].CanAbsorb(written)
                ? extents.SetItem(extents.Length - 1, extents[^1] with { Count = extents[^1].Count + written.Count })
                : extents.Add(written);
        }

        var result = ImmutableArray.CreateBuilder<Extent>(extents.Length + 2);
        var isPlaced = false;
        foreach (var extent in extents)
        {
            if (extent.End <= written.First)
            {
                Append(result, extent);
                continue;
            }

            if (extent.First < written.First) Append(result, extent.Slice(extent.First, written.First));
            if (!isPlaced)
            {
                Append(result, written);
                isPlaced = true;
            }

            if (extent.End > written.End) Append(result, extent.Slice(written.End, extent.End));
        }

        if (!isPlaced) Append(result, written);
        return result.ToImmutable();
    }

    /// <summary>Makes a hole of the blocks [<paramref name="first"/>, <paramref name="end"/>).</summary>
    public static ImmutableArray<Extent> Free(ImmutableArray<Extent> extents, ulong first, ulong end)
    {
        if (extents.IsEmpty || first >= extents[^1].End || first >= end) return extents;
        var result = ImmutableArray.CreateBuilder<Extent>(extents.Length + 1);
        foreach (var extent in extents)
        {
            if (extent.End <= first || extent.First >= end)
            {
                result.Add(extent);
                continue;
            }

            if (extent.First < first) result.Add(extent.Slice(extent.First, first));
            if (extent.End > end) result.Add(extent.Slice(end, extent.End));
        }

        return result.ToImmutable();
    }

    /// <summary>Blocks of <paramref name="before"/> that <paramref name="after"/> does not share, as (count, data) pairs.</summary>
    public static IEnumerable<(ulong Blocks, BlockData Data, ulong BirthTxg)> Lost(ImmutableArray<Extent> before, ImmutableArray<Extent> after)
    {
        var next = 0;
        foreach (var extent in before)
        {
            while (next < after.Length && after[next].End <= extent.First) next++;
            var kept = 0UL;
            for (var i = next; i < after.Length && after[i].First < extent.End; i++)
            {
                if (after[i].BirthTxg != extent.BirthTxg || !after[i].Data.Equals(extent.Data)) continue;
                kept += after[i].Slice(extent.First, extent.End).Count;
            }

            if (kept < extent.Count) yield return (extent.Count - kept, extent.Data, extent.BirthTxg);
        }
    }

    private static void Append(ImmutableArray<Extent>.Builder result, in Extent extent)
    {
        if (result.Count > 0 && result[^1].CanAbsorb(extent)) result[^1] = result[^1] with { Count = result[^1].Count + extent.Count };
        else result.Add(extent);
    }
}
