using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>A dataset without content becomes a clone; only in dumps, where parents come before clones.</summary>
internal sealed record RestoreOrigin(string Dataset, string OriginDataset, string OriginSnapshot) : Mutation
{
    public override void Apply(HostModel model)
    {
        var (dataset, origin) = (model.Dataset(Dataset), model.Snapshot(OriginDataset, OriginSnapshot));
        dataset.Origin = origin;
        dataset.Content = origin.Content;
        origin.AddClone(dataset);
    }
}

/// <summary>What no other mutation of a dump says of a dataset.</summary>
internal sealed record RestoreFacts(string Dataset, bool IsMounted, long SnapshotsChangedSeconds) : Mutation
{
    public override void Apply(HostModel model)
    {
        var dataset = model.Dataset(Dataset);
        dataset.IsMounted = IsMounted;
        dataset.SnapshotsChangedSeconds = SnapshotsChangedSeconds;
    }
}
