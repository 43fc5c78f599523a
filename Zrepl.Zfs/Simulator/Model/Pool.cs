namespace Zrepl.Zfs.Simulator.Model;

/// <summary>A pool with its tree of datasets.</summary>
internal sealed class Pool(string name)
{
    public string Name { get; } = name;

    public required ulong Guid { get; init; }

    /// <summary>Bytes.</summary>
    public required ulong Size { get; set; }

    /// <summary>Number of the last transaction group.</summary>
    public ulong Txg { get; set; }

    /// <summary>Number of the last object set; object set numbers are never used twice.</summary>
    public ulong LastObjectSetId { get; set; }

    public PoolHealth Health { get; set; }

    /// <summary>False after <c>zpool export</c>: no command sees it.</summary>
    public bool IsImported { get; set; } = true;

    public bool IsReadOnly { get; set; }

    /// <summary>Nothing more can be written, whatever the sizes say.</summary>
    public bool IsFull { get; set; }

    /// <summary>Feature name to <c>disabled</c>, <c>enabled</c> or <c>active</c>.</summary>
    public SortedDictionary<string, string> Features { get; } = new(StringComparer.Ordinal);

    /// <summary>Pool properties set by hand, such as <c>listsnapshots</c>.</summary>
    public SortedDictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>The dataset named like the pool. Set once, right after construction.</summary>
    public Dataset Root { get; set; } = null!; // a pool and its root dataset refer to each other

    public bool HasFeature(string feature) => Features.TryGetValue(feature, out var state) && state != "disabled";
}
