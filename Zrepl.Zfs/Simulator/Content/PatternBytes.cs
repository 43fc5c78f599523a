using System.Runtime.InteropServices;
using Zrepl.Zfs.Simulator.Kernel;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>
/// The bytes of pattern blocks, and back: a receiver finds the seed in the block and keeps that instead of the bytes.
/// <code>
///   offset 0   u64 mark, another one for compressible blocks | u64 seed | u64 number of the block in its object
///          24  pseudo-random numbers made from both
///              compressible blocks: zeros from a bit before the middle on
/// </code>
/// </summary>
internal static class PatternBytes
{
    private const ulong Mark = 0x5352_4554_5441_505A; // "ZPATTERS"
    private const ulong CompressibleMark = 0x4352_4554_5441_505A; // "ZPATTERC"
    private const int HeadWords = 3;

    /// <summary>Fills a block.</summary>
    /// <param name="pattern">What it holds.</param>
    /// <param name="number">Its number in the object.</param>
    /// <param name="block">A multiple of 512 bytes.</param>
    public static void Fill(PatternBlocks pattern, ulong number, Span<byte> block)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(block);
        (words[0], words[1], words[2]) = (pattern.IsCompressible ? CompressibleMark : Mark, pattern.Seed, number);
        var state = GuidSource.Mix(pattern.Seed ^ GuidSource.Mix(number + 1));
        var noise = words[HeadWords..(NoiseLength(pattern, block.Length) / sizeof(ulong))];
        for (var i = 0; i < noise.Length; i++)
        {
            state += 0x9E37_79B9_7F4A_7C15;
            noise[i] = (state ^ (state >> 29)) * 0xBF58_476D_1CE4_E5B9;
        }

        words[(HeadWords + noise.Length)..].Clear();
    }

    /// <summary>The pattern a block was made from, or null if it is anything else.</summary>
    public static PatternBlocks? Recognize(ReadOnlySpan<byte> block, ulong number)
    {
        if (block.Length < 512 || block.Length % 512 != 0) return null;
        var words = MemoryMarshal.Cast<byte, ulong>(block);
        if (words[0] is not (Mark or CompressibleMark) || words[2] != number) return null;
        var pattern = new PatternBlocks(words[1], words[0] == CompressibleMark);
        var expected = new byte[block.Length];
        Fill(pattern, number, expected);
        return block.SequenceEqual(expected) ? pattern : null;
    }

    // LZ4 adds a little to what it cannot compress; with it a compressible block takes exactly half.
    private static int NoiseLength(PatternBlocks pattern, int blockSize) =>
        pattern.PhysicalSize((uint)blockSize) == blockSize ? blockSize : (blockSize / 2 - blockSize / 100 - 64) & ~7;
}
