namespace Zrepl.Zfs.Simulator.Content;

/// <summary>Neighbouring blocks of one object that were written in the same transaction group with the same kind of data.</summary>
/// <param name="First">Number of the first block.</param>
/// <param name="Count">How many blocks; 1 for a <see cref="StoredBlock"/>.</param>
/// <param name="Data">What they hold.</param>
/// <param name="BirthTxg">Transaction group that wrote them; decides what an incremental stream contains.</param>
internal readonly record struct Extent(ulong First, ulong Count, BlockData Data, ulong BirthTxg)
{
    /// <summary>Number of the first block after it.</summary>
    public ulong End => First + Count;

    /// <summary>The part of it in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public Extent Slice(ulong from, ulong to) => this with { First = Math.Max(First, from), Count = Math.Min(End, to) - Math.Max(First, from) };

    /// <summary>True if <paramref name="next"/> continues this extent, so that both can be one.</summary>
    public bool CanAbsorb(in Extent next) =>
        End == next.First && BirthTxg == next.BirthTxg && Data is PatternBlocks && Data.Equals(next.Data);
}
