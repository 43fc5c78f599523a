using System.Collections.Immutable;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>One object of a dataset: a file, a directory, a volume's data. Immutable; snapshots share it.</summary>
/// <param name="Type">What it holds (<see cref="ObjectTypes"/>).</param>
/// <param name="BlockSize">Bytes per block, a multiple of 512.</param>
/// <param name="BonusType">What the bonus holds, 0 for none.</param>
/// <param name="Bonus">A few bytes beside the blocks: owner, size and times of a file.</param>
/// <param name="Extents">The blocks.</param>
/// <param name="BirthTxg">Transaction group that last changed the object itself.</param>
internal sealed record DataObject(
    uint Type, uint BlockSize, uint BonusType, ReadOnlyMemory<byte> Bonus, ImmutableArray<Extent> Extents, ulong BirthTxg)
{
    private (ulong Physical, ulong Logical)? _bytes;

    /// <summary>Bytes on the simulated disk.</summary>
    public ulong PhysicalBytes => (_bytes ??= Sum()).Physical;

    /// <summary>Bytes before compression.</summary>
    public ulong LogicalBytes => (_bytes ??= Sum()).Logical;

    /// <summary>Number of the highest block.</summary>
    public ulong MaxBlock => Extents.IsEmpty ? 0 : Extents[^1].End - 1;

    /// <summary>True if something of it was written after <paramref name="txg"/>.</summary>
    public bool ChangedAfter(ulong txg) => BirthTxg > txg;

    private (ulong, ulong) Sum()
    {
        ulong physical = 512, logical = 512; // the dnode itself
        foreach (var extent in Extents)
        {
            physical += extent.Count * extent.Data.PhysicalSize(BlockSize);
            logical += extent.Count * BlockSize;
        }

        return (physical, logical);
    }
}
