namespace Zrepl.Zfs.Simulator.Content;

/// <summary>What the blocks of an extent hold: bytes, or a pattern from which they can be made at any time.</summary>
internal abstract record BlockData
{
    /// <summary>Bytes one block takes on the simulated disk.</summary>
    public abstract uint PhysicalSize(uint blockSize);
}

/// <summary>Blocks that are generated from a seed and their number; a terabyte of them needs no memory.</summary>
/// <param name="Seed">Decides the bytes, together with the number of the block in its object.</param>
/// <param name="IsCompressible">True if the second half of each block is zero.</param>
internal sealed record PatternBlocks(ulong Seed, bool IsCompressible) : BlockData
{
    public override uint PhysicalSize(uint blockSize) => IsCompressible && blockSize > 1024 ? blockSize / 2 : blockSize;
}

/// <summary>One block of bytes.</summary>
internal sealed record StoredBlock(ReadOnlyMemory<byte> Bytes) : BlockData
{
    public override uint PhysicalSize(uint blockSize) => blockSize;

    public bool Equals(StoredBlock? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => Bytes.Length == 0 ? 0 : HashCode.Combine(Bytes.Length, Bytes.Span[0], Bytes.Span[^1]);
}
