using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>One dataset in the tree.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Name">Full name.</param>
/// <param name="Depth">0 for a pool.</param>
/// <param name="HasChildren">There are datasets below it.</param>
/// <param name="Used">Bytes, those below included.</param>
/// <param name="Snapshots">How many it has itself.</param>
/// <param name="NewestAt">When its newest snapshot was taken, or null.</param>
/// <param name="ReplicatedAt">When the newest snapshot was taken that the other side is known to have, or null.</param>
/// <param name="ReplicatedBy">The job that says so; empty if none.</param>
public sealed record DatasetRow(
    string Host, string Name, int Depth, bool HasChildren, long Used, int Snapshots, DateTimeOffset? NewestAt, DateTimeOffset? ReplicatedAt, string ReplicatedBy)
{
    private static readonly ConditionalWeakTable<HostDatasets, StrongBox<ImmutableArray<DatasetRow>>> Remembered = new();

    /// <summary>Its page.</summary>
    public string Href => DatasetAddress.Of(Host, Name);

    /// <summary>The last part of its name.</summary>
    public string Last => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>The datasets of a machine in the order of the tree; put in order once for all browsers.</summary>
    internal static ImmutableArray<DatasetRow> Of(HostDatasets host) => Remembered.GetValue(host, listed => new(Sorted(listed))).Value;

    private static ImmutableArray<DatasetRow> Sorted(HostDatasets host)
    {
        // Sorted by path, not by text: "tank/a b" must not stand between "tank/a" and "tank/a/x".
        var sorted = host.Datasets.OrderBy(dataset => dataset.Name.Split('/'), PathOrder.Instance).ToList();
        var rows = ImmutableArray.CreateBuilder<DatasetRow>(sorted.Count);
        for (var i = 0; i < sorted.Count; i++)
        {
            var dataset = sorted[i];
            var hasChildren = i + 1 < sorted.Count && sorted[i + 1].Name.StartsWith(dataset.Name + "/", StringComparison.Ordinal);
            rows.Add(new(
                host.Host, dataset.Name, dataset.Name.Count(character => character == '/'), hasChildren, dataset.Space.Used, dataset.Snapshots, dataset.Newest?.Creation,
                dataset.Replicated?.Version.Creation, dataset.Replicated?.Job?.Text ?? ""));
        }

        return rows.MoveToImmutable();
    }

    private sealed class PathOrder : IComparer<string[]>
    {
        public static readonly PathOrder Instance = new();

        public int Compare(string[]? x, string[]? y)
        {
            var (left, right) = (x ?? [], y ?? []);
            for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
            {
                var order = string.CompareOrdinal(left[i], right[i]);
                if (order != 0) return order;
            }

            return left.Length.CompareTo(right.Length);
        }
    }
}
