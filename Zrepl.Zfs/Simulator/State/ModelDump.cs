using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>The transactions that make a model from nothing; what snapshots share is written once.</summary>
internal static class ModelDump
{
    public static IEnumerable<Transaction> Of(HostModel model)
    {
        yield return new(null, 0, [new SeedHost(model.Seed)]);
        foreach (var pool in model.Pools.Values)
        {
            yield return new(pool.Name, 0, [new CreatePool(pool.Name, pool.Guid, pool.Size, pool.Features.ToImmutableSortedDictionary())]);
            var datasets = HostModel.WithHidden(pool.Root).ToList();
            foreach (var dataset in datasets) yield return new(pool.Name, 0, Head(dataset));
            foreach (var dataset in OriginsFirst(datasets)) yield return new(pool.Name, 0, [.. History(dataset)]);
            yield return new(pool.Name, pool.Txg,
            [
                new ChangePool(pool.Name)
                {
                    Health = pool.Health, IsImported = pool.IsImported, IsReadOnly = pool.IsReadOnly, IsFull = pool.IsFull,
                    LastObjectSetId = pool.LastObjectSetId, Properties = pool.Properties.ToImmutableSortedDictionary(),
                },
            ]);
        }
    }

    private static ImmutableArray<Mutation> Head(Dataset dataset) =>
    [
        new CreateDataset(dataset.Name, dataset.Type, dataset.ObjectSetId, dataset.Guid, dataset.CreateTxg, dataset.CreationSeconds)
        {
            Encryption = dataset.Encryption, IsInconsistent = true,
        },
        .. Properties(dataset.Name, dataset.Properties),
    ];

    // Content and snapshots, oldest first, each as the difference to the one before.
    private static IEnumerable<Mutation> History(Dataset dataset)
    {
        var content = ObjectSet.Empty;
        if (dataset.Origin is { } origin)
        {
            yield return new RestoreOrigin(dataset.Name, origin.Dataset.Name, origin.Name);
            content = origin.Content;
        }

        foreach (var snapshot in dataset.Snapshots)
        {
            if (Difference(dataset, content, snapshot.Content) is { } change) yield return change;
            content = snapshot.Content;
            yield return new CreateSnapshot(
                dataset.Name, snapshot.Name, snapshot.ObjectSetId, snapshot.Guid, snapshot.CreateTxg, snapshot.CreationSeconds, 0, snapshot.IvSetGuid);
            foreach (var (tag, seconds) in snapshot.Holds ?? []) yield return new AddHold(dataset.Name, snapshot.Name, tag, seconds);
            if (snapshot.IsDeferred) yield return new DeferSnapshot(dataset.Name, snapshot.Name);
            if (snapshot.Properties is not { } bag) continue;
            foreach (var property in Properties(snapshot.FullName, bag)) yield return property;
        }

        if (Difference(dataset, content, dataset.Content) is { } last) yield return last;
        foreach (var bookmark in dataset.Bookmarks.Values)
            yield return new CreateBookmark(
                dataset.Name, bookmark.Name, bookmark.Guid, bookmark.CreateTxg, bookmark.CreationSeconds,
                bookmark.ReferencedBytes, bookmark.LogicalReferencedBytes, bookmark.IvSetGuid);
        yield return new MarkReceiving(dataset.Name, dataset.IsInconsistent, dataset.Resume, dataset.UsesLargeBlocks);
        yield return new RestoreFacts(dataset.Name, dataset.IsMounted, dataset.SnapshotsChangedSeconds);
    }

    // Null only for one and the same content: a dataset that was touched since its snapshot has to stay so.
    private static ChangeContent? Difference(Dataset dataset, ObjectSet before, ObjectSet after)
    {
        if (ReferenceEquals(before, after)) return null;
        var edits = ImmutableArray.CreateBuilder<ObjectEdit>();
        foreach (var id in before.Objects.Keys)
            if (!after.Objects.ContainsKey(id)) edits.Add(new RemoveObjects(id, 1));
        foreach (var (id, item) in after.Objects)
        {
            if (ReferenceEquals(before.Objects.GetValueOrDefault(id), item)) continue;
            edits.Add(new RemoveObjects(id, 1));
            edits.Add(new PutObject(id, item.Type, item.BlockSize, item.BonusType, item.Bonus, item.BirthTxg));
            edits.AddRange(item.Extents.Select(extent => (ObjectEdit)(extent.Data switch
            {
                PatternBlocks pattern => new WritePattern(id, extent.First, extent.Count, pattern.Seed, pattern.IsCompressible, extent.BirthTxg),
                StoredBlock block => new WriteBlock(id, extent.First, block.Bytes, extent.BirthTxg),
                _ => throw new InvalidOperationException($"{extent.Data.GetType().Name} cannot be written down."),
            })));
        }

        return new(dataset.Name, edits.ToImmutable());
    }

    private static IEnumerable<Mutation> Properties(string target, PropertyBag bag) =>
        bag.Settings.Select(setting => new ChangeProperty(target, setting.Key, setting.Value));

    private static IEnumerable<Dataset> OriginsFirst(List<Dataset> datasets)
    {
        var done = new HashSet<Dataset>();
        return datasets.SelectMany(Chain).Where(done.Add);

        static IEnumerable<Dataset> Chain(Dataset dataset) =>
            dataset.Origin is { } origin ? Chain(origin.Dataset).Append(dataset) : [dataset];
    }
}
