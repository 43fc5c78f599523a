using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>One change of a set of objects; the records of a send stream say the same things.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "edit")]
[JsonDerivedType(typeof(PutObject), "object")]
[JsonDerivedType(typeof(RemoveObjects), "remove")]
[JsonDerivedType(typeof(WritePattern), "pattern")]
[JsonDerivedType(typeof(WriteBlock), "block")]
[JsonDerivedType(typeof(FreeBlocks), "free")]
internal abstract record ObjectEdit
{
    public abstract void Apply(ImmutableSortedDictionary<ulong, DataObject>.Builder objects);

    /// <summary>The same edit as of another transaction group.</summary>
    public abstract ObjectEdit BornIn(ulong txg);

    /// <summary>Changes one object that must exist; without it the edit is meaningless.</summary>
    protected static void Change(
        ImmutableSortedDictionary<ulong, DataObject>.Builder objects, ulong id, ulong birth, Func<ImmutableArray<Extent>, ImmutableArray<Extent>> change)
    {
        var before = objects.TryGetValue(id, out var found) ? found : throw new InvalidOperationException($"There is no object {id}.");
        objects[id] = before with { Extents = change(before.Extents), BirthTxg = Math.Max(before.BirthTxg, birth) };
    }
}

/// <summary>Makes an object, or changes its head; a new block size drops its blocks.</summary>
internal sealed record PutObject(ulong Id, uint Type, uint BlockSize, uint BonusType, ReadOnlyMemory<byte> Bonus, ulong Birth) : ObjectEdit
{
    public override ObjectEdit BornIn(ulong txg) => this with { Birth = txg };

    public override void Apply(ImmutableSortedDictionary<ulong, DataObject>.Builder objects)
    {
        var keepsBlocks = objects.TryGetValue(Id, out var before) && before.BlockSize == BlockSize && before.Type == Type;
        objects[Id] = new(Type, BlockSize, BonusType, Bonus, keepsBlocks ? before!.Extents : [], Birth); // keepsBlocks implies before
    }
}

/// <summary>Removes the objects [First, First + Count).</summary>
internal sealed record RemoveObjects(ulong First, ulong Count) : ObjectEdit
{
    public override ObjectEdit BornIn(ulong txg) => this;

    public override void Apply(ImmutableSortedDictionary<ulong, DataObject>.Builder objects)
    {
        var end = Count > ulong.MaxValue - First ? ulong.MaxValue : First + Count;
        if (Count <= 64)
        {
            for (var id = First; id < end; id++) objects.Remove(id);
            return;
        }

        foreach (var id in objects.Keys.Where(id => id >= First && id < end).ToList()) objects.Remove(id);
    }
}

/// <summary>Fills blocks with a pattern.</summary>
internal sealed record WritePattern(ulong Id, ulong First, ulong Count, ulong Seed, bool IsCompressible, ulong Birth) : ObjectEdit
{
    public override ObjectEdit BornIn(ulong txg) => this with { Birth = txg };

    public override void Apply(ImmutableSortedDictionary<ulong, DataObject>.Builder objects) =>
        Change(objects, Id, Birth, extents => ExtentList.Write(extents, new(First, Count, new PatternBlocks(Seed, IsCompressible), Birth)));
}

/// <summary>Writes one block.</summary>
internal sealed record WriteBlock(ulong Id, ulong Block, ReadOnlyMemory<byte> Bytes, ulong Birth) : ObjectEdit
{
    public override ObjectEdit BornIn(ulong txg) => this with { Birth = txg };

    public override void Apply(ImmutableSortedDictionary<ulong, DataObject>.Builder objects) =>
        Change(objects, Id, Birth, extents => ExtentList.Write(extents, new(Block, 1, new StoredBlock(Bytes), Birth)));
}

/// <summary>Makes a hole of the blocks [First, End).</summary>
internal sealed record FreeBlocks(ulong Id, ulong First, ulong End, ulong Birth) : ObjectEdit
{
    public override ObjectEdit BornIn(ulong txg) => this with { Birth = txg };

    public override void Apply(ImmutableSortedDictionary<ulong, DataObject>.Builder objects) =>
        Change(objects, Id, Birth, extents => ExtentList.Free(extents, First, End));
}
