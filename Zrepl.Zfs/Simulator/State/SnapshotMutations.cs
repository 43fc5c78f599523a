using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>Preserves the present content of a dataset.</summary>
internal sealed record CreateSnapshot(
    string Dataset, string Name, ulong ObjectSetId, ulong Guid, ulong CreateTxg, long CreationSeconds, long ChangedSeconds, ulong IvSetGuid) : Mutation
{
    public override void Apply(HostModel model)
    {
        var dataset = model.Dataset(Dataset);
        dataset.Add(new Snapshot(dataset, Name)
        {
            ObjectSetId = ObjectSetId, Guid = Guid, CreateTxg = CreateTxg, CreationSeconds = CreationSeconds,
            IvSetGuid = IvSetGuid, Content = dataset.Content,
        });
        dataset.SnapshotsChangedSeconds = ChangedSeconds;
        dataset.Pool.LastObjectSetId = Math.Max(dataset.Pool.LastObjectSetId, ObjectSetId);
    }
}

internal sealed record DestroySnapshot(string Dataset, string Name, long ChangedSeconds) : Mutation
{
    public override void Apply(HostModel model)
    {
        var dataset = model.Dataset(Dataset);
        dataset.Remove(model.Snapshot(Dataset, Name));
        dataset.SnapshotsChangedSeconds = ChangedSeconds;
    }
}

internal sealed record DeferSnapshot(string Dataset, string Name) : Mutation
{
    public override void Apply(HostModel model) => model.Snapshot(Dataset, Name).IsDeferred = true;
}

internal sealed record RenameSnapshot(string Dataset, string Name, string NewName, long ChangedSeconds) : Mutation
{
    public override void Apply(HostModel model)
    {
        model.Dataset(Dataset).Rename(model.Snapshot(Dataset, Name), NewName);
        model.Dataset(Dataset).SnapshotsChangedSeconds = ChangedSeconds;
    }
}

/// <summary>The content becomes that of a snapshot again.</summary>
internal sealed record RollBack(string Dataset, string Snapshot) : Mutation
{
    public override void Apply(HostModel model) => model.Dataset(Dataset).Content = model.Snapshot(Dataset, Snapshot).Content;
}

internal sealed record AddHold(string Dataset, string Snapshot, string Tag, long Seconds) : Mutation
{
    public override void Apply(HostModel model) => model.Snapshot(Dataset, Snapshot).AddHold(Tag, Seconds);
}

internal sealed record RemoveHold(string Dataset, string Snapshot, string Tag) : Mutation
{
    public override void Apply(HostModel model) => model.Snapshot(Dataset, Snapshot).RemoveHold(Tag);
}

internal sealed record CreateBookmark(
    string Dataset, string Name, ulong Guid, ulong CreateTxg, long CreationSeconds,
    ulong? ReferencedBytes, ulong? LogicalReferencedBytes, ulong IvSetGuid) : Mutation
{
    public override void Apply(HostModel model)
    {
        var dataset = model.Dataset(Dataset);
        dataset.Bookmarks.Add(Name, new Bookmark(dataset, Name)
        {
            Guid = Guid, CreateTxg = CreateTxg, CreationSeconds = CreationSeconds,
            ReferencedBytes = ReferencedBytes, LogicalReferencedBytes = LogicalReferencedBytes, IvSetGuid = IvSetGuid,
        });
    }
}

internal sealed record DestroyBookmark(string Dataset, string Name) : Mutation
{
    public override void Apply(HostModel model) => model.Dataset(Dataset).Bookmarks.Remove(Name);
}
