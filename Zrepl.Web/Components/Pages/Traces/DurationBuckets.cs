using System.Collections.Immutable;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>How long recorded runs took: how many took about how long, in steps that grow by a constant factor.</summary>
/// <param name="Buckets">From the shortest to the longest.</param>
/// <param name="Half">Half of them took at most this long.</param>
/// <param name="Longest">The longest.</param>
internal sealed record DurationBuckets(ImmutableArray<DurationBucket> Buckets, TimeSpan Half, TimeSpan Longest)
{
    private const int Count = 24;

    /// <summary>Counts; null if there are too few, or if they are too much alike, to say anything.</summary>
    public static DurationBuckets? Of(IEnumerable<TimeSpan> lengths)
    {
        var sorted = lengths.Where(length => length > TimeSpan.Zero).Order().ToList();
        if (sorted.Count < 3 || sorted[^1] < sorted[0] * 1.2) return null;
        var factor = Math.Pow(sorted[^1] / sorted[0], 1.0 / Count);
        var counts = new int[Count];
        foreach (var length in sorted) counts[Math.Min(Count - 1, (int)(Math.Log(length / sorted[0]) / Math.Log(factor)))]++;
        var from = sorted[0];
        return new([.. counts.Select((count, index) => new DurationBucket(from * Math.Pow(factor, index), from * Math.Pow(factor, index + 1), count))], sorted[(sorted.Count - 1) / 2], sorted[^1]);
    }

    /// <summary>The most in one bucket.</summary>
    public int Most => Buckets.Max(bucket => bucket.Count);
}

/// <summary>Runs of about one length.</summary>
/// <param name="From">The shortest.</param>
/// <param name="To">Where the next bucket begins.</param>
/// <param name="Count">How many.</param>
internal sealed record DurationBucket(TimeSpan From, TimeSpan To, int Count);
