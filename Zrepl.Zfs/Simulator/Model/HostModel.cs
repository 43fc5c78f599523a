using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Zfs.Simulator.Model;

/// <summary>All pools of one simulated host. Changed only by applying mutations.</summary>
internal sealed class HostModel
{
    private readonly Dictionary<string, Dataset> _datasets = new(StringComparer.Ordinal);

    /// <summary>By name, in byte order; exported ones included.</summary>
    public SortedDictionary<string, Pool> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>Seeds guids; drawn when the host is made and kept with it.</summary>
    public ulong Seed { get; set; }

    /// <summary>Imported pools in byte order.</summary>
    public IEnumerable<Pool> ImportedPools => Pools.Values.Where(pool => pool.IsImported);

    /// <summary>Number of datasets of all pools, hidden ones included.</summary>
    public int DatasetCount => _datasets.Count;

    /// <summary>A dataset of any pool, hidden ones included.</summary>
    public bool TryGetDataset(string name, [NotNullWhen(true)] out Dataset? dataset) => _datasets.TryGetValue(name, out dataset);

    /// <summary>A dataset that must exist because a mutation speaks of it.</summary>
    public Dataset Dataset(string name) =>
        _datasets.TryGetValue(name, out var dataset) ? dataset : throw new InvalidOperationException($"There is no dataset '{name}'.");

    /// <summary>A snapshot that must exist because a mutation speaks of it.</summary>
    public Snapshot Snapshot(string dataset, string name) =>
        Dataset(dataset).TryGetSnapshot(name, out var snapshot) ? snapshot : throw new InvalidOperationException($"There is no snapshot '{dataset}@{name}'.");

    public Pool Pool(string name) =>
        Pools.TryGetValue(name, out var pool) ? pool : throw new InvalidOperationException($"There is no pool '{name}'.");

    public void Add(Dataset dataset)
    {
        _datasets.Add(dataset.Name, dataset);
        if (dataset.Parent is not { } parent) return;
        if (dataset.LastComponent == Model.Dataset.ReceiveChildName) parent.ReceiveChild = dataset;
        else parent.Children.Add(dataset.LastComponent, dataset);
    }

    public void Remove(Dataset dataset)
    {
        _datasets.Remove(dataset.Name);
        dataset.Origin?.RemoveClone(dataset);
        if (dataset.Parent is not { } parent) return;
        if (ReferenceEquals(parent.ReceiveChild, dataset)) parent.ReceiveChild = null;
        else parent.Children.Remove(dataset.LastComponent);
    }

    /// <summary>Moves a dataset and everything below it.</summary>
    public void Rename(Dataset dataset, string newName)
    {
        var oldName = dataset.Name;
        var oldRoot = dataset.Name;
        var family = WithHidden(dataset).ToList();
        foreach (var member in family) _datasets.Remove(member.Name);
        dataset.Parent!.Children.Remove(dataset.LastComponent); // a pool's root dataset is never renamed
        foreach (var member in family) member.Name = newName + member.Name[oldName.Length..];
        dataset.Parent = Dataset(newName[..newName.LastIndexOf('/')]);
        dataset.Parent.Children.Add(dataset.LastComponent, dataset);
        foreach (var member in family)
        {
            _datasets.Add(member.Name, member);
            if (member.Encryption is { } encryption && IsAtOrBelow(encryption.Root, oldRoot))
                member.Encryption = encryption with { Root = newName + encryption.Root[oldRoot.Length..] };
        }
    }

    public void RemovePool(Pool pool)
    {
        foreach (var dataset in WithHidden(pool.Root).ToList()) _datasets.Remove(dataset.Name);
        Pools.Remove(pool.Name);
    }

    /// <summary>The dataset and everything below it, <c>%recv</c> children included.</summary>
    public static IEnumerable<Dataset> WithHidden(Dataset dataset)
    {
        foreach (var below in dataset.SelfAndBelow())
        {
            yield return below;
            if (below.ReceiveChild is { } hidden) yield return hidden;
        }
    }

    private static bool IsAtOrBelow(string name, string root) =>
        name == root || (name.StartsWith(root, StringComparison.Ordinal) && name[root.Length] == '/');
}
