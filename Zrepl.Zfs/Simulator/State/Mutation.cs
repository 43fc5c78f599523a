using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>
/// One change of a host's model, with everything in it that chance or the clock decided, so that applying it again gives the same result.
/// Checks are done before a mutation is made; applying one never refuses.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(SeedHost), "seed")]
[JsonDerivedType(typeof(CreatePool), "pool-create")]
[JsonDerivedType(typeof(RemovePool), "pool-remove")]
[JsonDerivedType(typeof(ChangePool), "pool-change")]
[JsonDerivedType(typeof(CreateDataset), "create")]
[JsonDerivedType(typeof(DestroyDataset), "destroy")]
[JsonDerivedType(typeof(RenameDataset), "rename")]
[JsonDerivedType(typeof(MountDataset), "mount")]
[JsonDerivedType(typeof(PromoteClone), "promote")]
[JsonDerivedType(typeof(ChangeProperty), "property")]
[JsonDerivedType(typeof(ChangeEncryption), "encryption")]
[JsonDerivedType(typeof(CreateSnapshot), "snapshot")]
[JsonDerivedType(typeof(DestroySnapshot), "snapshot-destroy")]
[JsonDerivedType(typeof(DeferSnapshot), "snapshot-defer")]
[JsonDerivedType(typeof(RenameSnapshot), "snapshot-rename")]
[JsonDerivedType(typeof(RollBack), "rollback")]
[JsonDerivedType(typeof(AddHold), "hold")]
[JsonDerivedType(typeof(RemoveHold), "release")]
[JsonDerivedType(typeof(CreateBookmark), "bookmark")]
[JsonDerivedType(typeof(DestroyBookmark), "bookmark-destroy")]
[JsonDerivedType(typeof(ChangeContent), "content")]
[JsonDerivedType(typeof(MarkReceiving), "receiving")]
[JsonDerivedType(typeof(AdoptReceived), "received")]
[JsonDerivedType(typeof(RestoreOrigin), "origin")]
[JsonDerivedType(typeof(RestoreFacts), "facts")]
internal abstract record Mutation
{
    public abstract void Apply(HostModel model);
}

/// <summary>Changes that happen together or not at all: one transaction group of one pool.</summary>
/// <param name="Pool">The pool, or null for changes of the host.</param>
/// <param name="Txg">Its new transaction group.</param>
/// <param name="Mutations">In the order in which they apply.</param>
internal sealed record Transaction(string? Pool, ulong Txg, ImmutableArray<Mutation> Mutations)
{
    public void Apply(HostModel model)
    {
        foreach (var mutation in Mutations) mutation.Apply(model);
        if (Pool is not null && model.Pools.TryGetValue(Pool, out var pool)) pool.Txg = Math.Max(pool.Txg, Txg);
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Transaction))]
internal sealed partial class StateJson : JsonSerializerContext;
