namespace Zrepl.Zfs.Simulator.Model;

/// <summary>A bookmark: the guid, createtxg and creation of a snapshot, without its data.</summary>
internal sealed class Bookmark(Dataset dataset, string name) : ZfsEntity
{
    /// <summary>Short name.</summary>
    public string Name { get; } = name;

    /// <summary>Where it belongs.</summary>
    public Dataset Dataset { get; } = dataset;

    /// <summary>Bytes the snapshot referenced, kept with the feature <c>bookmark_written</c>; null if the pool does not have it.</summary>
    public ulong? ReferencedBytes { get; init; }

    /// <summary>The same before compression.</summary>
    public ulong? LogicalReferencedBytes { get; init; }

    /// <summary>As of the snapshot; 0 if not encrypted.</summary>
    public ulong IvSetGuid { get; init; }

    public override EntityTypes Type => EntityTypes.Bookmark;

    public override string FullName => Dataset.Name + "#" + Name;

    public override Dataset Head => Dataset;
}
