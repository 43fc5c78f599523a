using System.Collections.Immutable;

namespace Zrepl.Engine.Freshness;

/// <summary>What is known of one dataset's copy on the other side, of its newest snapshot in a job without another side, or of what a sink received.</summary>
/// <param name="Dataset">As the sender names it; of a sink as this host names it.</param>
public sealed record DatasetCopy(string Dataset)
{
    /// <summary>The copy of a dataset, or null.</summary>
    /// <param name="copies">Copies in order of name.</param>
    /// <param name="dataset">As the sender names it.</param>
    public static DatasetCopy? Find(ImmutableArray<DatasetCopy> copies, string dataset)
    {
        var (low, high) = (0, copies.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(copies[middle].Dataset, dataset);
            if (order == 0) return copies[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    /// <summary>Short name of the newest snapshot that is there; empty if there is none.</summary>
    public string Snapshot { get; init; } = "";

    /// <summary>When that snapshot was taken, which is how old the copy is; null if there is none.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>When the dataset was first seen by the job.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>What went wrong with it in the last run that tried; null if nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>Since when that goes wrong; null if nothing does.</summary>
    public DateTimeOffset? ErrorSince { get; init; }

    /// <summary>True if it does not mend itself: both sides have gone different ways, or have nothing in common.</summary>
    public bool NeedsSomebody { get; init; }
}
