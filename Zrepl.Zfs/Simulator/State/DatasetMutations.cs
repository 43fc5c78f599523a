using System.Text.Json.Serialization;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>A new filesystem or volume; a clone if it has an origin; empty if it is the target of a receive.</summary>
internal sealed record CreateDataset(
    string Name, EntityTypes Type, ulong ObjectSetId, ulong Guid, ulong CreateTxg, long CreationSeconds) : Mutation
{
    /// <summary>Full name of the snapshot it is a clone of.</summary>
    public string? Origin { get; init; }

    public Encryption? Encryption { get; init; }

    /// <summary>True for the target of a receive that has not ended; its content comes with the stream.</summary>
    public bool IsInconsistent { get; init; }

    /// <summary>Bytes of a new volume.</summary>
    public ulong VolumeSize { get; init; }

    /// <summary>Bytes per block of a new volume.</summary>
    public uint VolumeBlockSize { get; init; }

    public override void Apply(HostModel model)
    {
        var slash = Name.LastIndexOf('/');
        var pool = model.Pool(Name.IndexOf('/', StringComparison.Ordinal) is var first and >= 0 ? Name[..first] : Name);
        var parent = slash < 0 ? null : model.Dataset(Name[..slash]);
        var dataset = new Dataset(pool, Name, parent, Type)
        {
            ObjectSetId = ObjectSetId, Guid = Guid, CreateTxg = CreateTxg, CreationSeconds = CreationSeconds,
            Encryption = Encryption, IsInconsistent = IsInconsistent,
        };
        if (Origin is not null)
        {
            var at = Origin.IndexOf('@', StringComparison.Ordinal);
            var origin = model.Snapshot(Origin[..at], Origin[(at + 1)..]);
            dataset.Origin = origin;
            dataset.Content = origin.Content;
            origin.AddClone(dataset);
        }

        else if (!IsInconsistent)
        {
            dataset.Content = Type == EntityTypes.Volume
                ? InitialContent.OfVolume(VolumeSize, VolumeBlockSize, CreateTxg)
                : InitialContent.OfFilesystem(CreateTxg);
        }

        pool.LastObjectSetId = Math.Max(pool.LastObjectSetId, ObjectSetId);
        if (parent is null) pool.Root = dataset;
        model.Add(dataset);
    }
}

internal sealed record DestroyDataset(string Name) : Mutation
{
    public override void Apply(HostModel model) => model.Remove(model.Dataset(Name));
}

internal sealed record RenameDataset(string Name, string NewName) : Mutation
{
    public override void Apply(HostModel model) => model.Rename(model.Dataset(Name), NewName);
}

internal sealed record MountDataset(string Name, bool IsMounted) : Mutation
{
    public override void Apply(HostModel model) => model.Dataset(Name).IsMounted = IsMounted;
}

/// <summary>A clone and its origin change places: snapshots up to the origin move to the clone.</summary>
internal sealed record PromoteClone(string Name) : Mutation
{
    public override void Apply(HostModel model)
    {
        var clone = model.Dataset(Name);
        var origin = clone.Origin!; // checked before the mutation is made
        var former = origin.Dataset;
        foreach (var snapshot in former.Snapshots.Where(s => s.CreateTxg <= origin.CreateTxg).ToList())
        {
            former.Remove(snapshot);
            snapshot.Dataset = clone;
            clone.Add(snapshot);
        }

        origin.RemoveClone(clone);
        clone.Origin = former.Origin;
        former.Origin?.RemoveClone(former);
        clone.Origin?.AddClone(clone);
        former.Origin = origin;
        origin.AddClone(former);
    }
}

/// <summary>Sets or clears one layer of a property of a dataset or snapshot.</summary>
/// <param name="Target">Full name of the dataset or snapshot.</param>
/// <param name="Property">Name of the property.</param>
/// <param name="Local">The local value afterwards.</param>
/// <param name="Received">The received value afterwards.</param>
/// <param name="HidesReceived">See <see cref="PropertySetting.HidesReceived"/>.</param>
[method: JsonConstructor]
internal sealed record ChangeProperty(string Target, string Property, string? Local, string? Received, bool HidesReceived) : Mutation
{
    public ChangeProperty(string target, string property, PropertySetting setting)
        : this(target, property, setting.Local, setting.Received, setting.HidesReceived) { }

    public override void Apply(HostModel model)
    {
        var at = Target.IndexOf('@', StringComparison.Ordinal);
        var bag = at < 0
            ? model.Dataset(Target).Properties
            : model.Snapshot(Target[..at], Target[(at + 1)..]).Properties ??= new();
        bag[Property] = new(Local, Received, HidesReceived);
    }
}

internal sealed record ChangeEncryption(string Dataset, Encryption? Encryption) : Mutation
{
    public override void Apply(HostModel model) => model.Dataset(Dataset).Encryption = Encryption;
}
