using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>The first change of every host.</summary>
internal sealed record SeedHost(ulong Seed) : Mutation
{
    public override void Apply(HostModel model) => model.Seed = Seed;
}

/// <summary>A pool with its root dataset; properties of that follow as changes of their own.</summary>
internal sealed record CreatePool(string Name, ulong Guid, ulong Size, ImmutableSortedDictionary<string, string> Features) : Mutation
{
    public override void Apply(HostModel model)
    {
        var pool = new Pool(Name) { Guid = Guid, Size = Size };
        foreach (var (feature, state) in Features) pool.Features[feature] = state;
        model.Pools.Add(Name, pool);
    }
}

internal sealed record RemovePool(string Name) : Mutation
{
    public override void Apply(HostModel model) => model.RemovePool(model.Pool(Name));
}

/// <summary>Changes what is not null.</summary>
internal sealed record ChangePool(string Name) : Mutation
{
    public PoolHealth? Health { get; init; }

    public bool? IsImported { get; init; }

    public bool? IsReadOnly { get; init; }

    public bool? IsFull { get; init; }

    public ulong? Size { get; init; }

    public ulong? LastObjectSetId { get; init; }

    public ImmutableSortedDictionary<string, string>? Features { get; init; }

    public ImmutableSortedDictionary<string, string>? Properties { get; init; }

    public override void Apply(HostModel model)
    {
        var pool = model.Pool(Name);
        pool.Health = Health ?? pool.Health;
        pool.IsImported = IsImported ?? pool.IsImported;
        pool.IsReadOnly = IsReadOnly ?? pool.IsReadOnly;
        pool.IsFull = IsFull ?? pool.IsFull;
        pool.Size = Size ?? pool.Size;
        pool.LastObjectSetId = LastObjectSetId ?? pool.LastObjectSetId;
        foreach (var (feature, state) in Features ?? ImmutableSortedDictionary<string, string>.Empty) pool.Features[feature] = state;
        foreach (var (property, value) in Properties ?? ImmutableSortedDictionary<string, string>.Empty) pool.Properties[property] = value;
    }
}
