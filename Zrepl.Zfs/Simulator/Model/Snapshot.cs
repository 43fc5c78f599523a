using Zrepl.Zfs.Simulator.Content;

namespace Zrepl.Zfs.Simulator.Model;

/// <summary>A snapshot. Kept by the million, hence without a collection that it does not need.</summary>
internal sealed class Snapshot(Dataset dataset, string name) : ZfsEntity
{
    /// <summary>Number of the object set in its pool.</summary>
    public required ulong ObjectSetId { get; init; }

    /// <summary>What it preserves.</summary>
    public required ObjectSet Content { get; init; }

    /// <summary>Distinguishes encryptions of the same data, so that raw incrementals fit together; 0 if not encrypted.</summary>
    public ulong IvSetGuid { get; init; }

    /// <summary>Changed by rename.</summary>
    public string Name { get; set; } = name;

    /// <summary>Changed when a clone is promoted.</summary>
    public Dataset Dataset { get; set; } = dataset;

    /// <summary>User holds with their times in Unix seconds, or null.</summary>
    public SortedDictionary<string, long>? Holds { get; private set; }

    /// <summary>User properties set on the snapshot itself, or null.</summary>
    public PropertyBag? Properties { get; set; }

    /// <summary>Datasets whose origin this is, or null.</summary>
    public List<Dataset>? Clones { get; private set; }

    /// <summary>To be destroyed when the last hold and clone are gone (<c>destroy -d</c>).</summary>
    public bool IsDeferred { get; set; }

    public override EntityTypes Type => EntityTypes.Snapshot;

    public override string FullName => Dataset.Name + "@" + Name;

    public override Dataset Head => Dataset;

    public int HoldCount => Holds?.Count ?? 0;

    public void AddHold(string tag, long seconds) => (Holds ??= new(StringComparer.Ordinal)).Add(tag, seconds);

    public void RemoveHold(string tag)
    {
        Holds?.Remove(tag);
        if (Holds?.Count == 0) Holds = null;
    }

    public void AddClone(Dataset clone) => (Clones ??= []).Add(clone);

    public void RemoveClone(Dataset clone)
    {
        Clones?.Remove(clone);
        if (Clones?.Count == 0) Clones = null;
    }
}
