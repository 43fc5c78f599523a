using System.Diagnostics.CodeAnalysis;
using Zrepl.Zfs.Simulator.Content;

namespace Zrepl.Zfs.Simulator.Model;

/// <summary>A filesystem or volume with its content, snapshots and bookmarks.</summary>
internal sealed class Dataset(Pool pool, string name, Dataset? parent, EntityTypes type) : ZfsEntity
{
    /// <summary>Name of the hidden child into which a receive on an existing dataset goes.</summary>
    public const string ReceiveChildName = "%recv";

    private readonly List<Snapshot> _snapshots = [];
    private EntityTypes _type = type;
    private readonly Dictionary<string, Snapshot> _snapshotsByName = new(StringComparer.Ordinal);

    public Pool Pool { get; } = pool;

    /// <summary>Full name; changed by rename.</summary>
    public string Name { get; set; } = name;

    /// <summary>The dataset above, null for a pool's root dataset.</summary>
    public Dataset? Parent { get; set; } = parent;

    /// <summary>Number of the object set in its pool.</summary>
    public required ulong ObjectSetId { get; init; }

    public PropertyBag Properties { get; } = new();

    /// <summary>By last component, in byte order.</summary>
    public SortedDictionary<string, Dataset> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>The hidden child <c>%recv</c>, or null.</summary>
    public Dataset? ReceiveChild { get; set; }

    /// <summary>By short name, in byte order.</summary>
    public SortedDictionary<string, Bookmark> Bookmarks { get; } = new(StringComparer.Ordinal);

    /// <summary>What it holds now.</summary>
    public ObjectSet Content { get; set; } = ObjectSet.Empty;

    /// <summary>The snapshot it was cloned from, or null.</summary>
    public Snapshot? Origin { get; set; }

    public Encryption? Encryption { get; set; }

    public bool IsMounted { get; set; }

    /// <summary>A receive into it has not finished.</summary>
    public bool IsInconsistent { get; set; }

    /// <summary>Saved state of an interrupted resumable receive into this very dataset.</summary>
    public ResumeState? Resume { get; set; }

    /// <summary>It has received or written blocks above 128 KiB; incrementals into it must be sent with <c>-L</c>.</summary>
    public bool UsesLargeBlocks { get; set; }

    /// <summary>Unix seconds of the last change of the set of snapshots; 0 if there was none.</summary>
    public long SnapshotsChangedSeconds { get; set; }

    /// <summary>In order of creation.</summary>
    public IReadOnlyList<Snapshot> Snapshots => _snapshots;

    public Snapshot? NewestSnapshot => _snapshots.Count == 0 ? null : _snapshots[^1];

    public override EntityTypes Type => _type;

    public override string FullName => Name;

    public override Dataset Head => this;

    public bool IsPoolRoot => Parent is null;

    public string LastComponent => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>It differs from its newest snapshot.</summary>
    public bool IsModifiedSinceSnapshot => NewestSnapshot is not { } newest || !ReferenceEquals(newest.Content, Content);

    /// <summary>A forced receive may replace a volume by a filesystem, or the other way round.</summary>
    public void Become(EntityTypes other) => _type = other;

    public bool TryGetSnapshot(string shortName, [NotNullWhen(true)] out Snapshot? snapshot) => _snapshotsByName.TryGetValue(shortName, out snapshot);

    public Snapshot? FindSnapshot(ulong guid) => _snapshots.Find(snapshot => snapshot.Guid == guid);

    /// <summary>Position in <see cref="Snapshots"/>, or -1.</summary>
    public int IndexOf(Snapshot snapshot)
    {
        // Sorted by createtxg; snapshots of one dataset never share one.
        int low = 0, high = _snapshots.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_snapshots[middle].CreateTxg == snapshot.CreateTxg) return middle;
            if (_snapshots[middle].CreateTxg < snapshot.CreateTxg) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    public void Add(Snapshot snapshot)
    {
        _snapshotsByName.Add(snapshot.Name, snapshot);
        if (_snapshots.Count == 0 || _snapshots[^1].CreateTxg < snapshot.CreateTxg) _snapshots.Add(snapshot);
        else _snapshots.Insert(_snapshots.FindIndex(other => other.CreateTxg > snapshot.CreateTxg), snapshot);
    }

    public void Remove(Snapshot snapshot)
    {
        _snapshotsByName.Remove(snapshot.Name);
        _snapshots.RemoveAt(IndexOf(snapshot));
    }

    public void Rename(Snapshot snapshot, string newName)
    {
        _snapshotsByName.Remove(snapshot.Name);
        snapshot.Name = newName;
        _snapshotsByName.Add(newName, snapshot);
    }

    /// <summary>Itself and everything below, parents first, without hidden children.</summary>
    public IEnumerable<Dataset> SelfAndBelow()
    {
        yield return this;
        foreach (var child in Children.Values)
            foreach (var below in child.SelfAndBelow())
                yield return below;
    }
}
