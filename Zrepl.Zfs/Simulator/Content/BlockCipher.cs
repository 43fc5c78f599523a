using System.Runtime.InteropServices;
using Zrepl.Zfs.Simulator.Kernel;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>
/// Stands for the encryption of blocks: bytes are combined with a stream of numbers made from the master key and the place. Good enough to
/// prove that no plain text leaves a host in raw streams; no protection of anything. Applying it twice gives the plain bytes.
/// </summary>
internal static class BlockCipher
{
    /// <summary>The place of an object's bonus among its blocks.</summary>
    public const ulong Bonus = ulong.MaxValue;

    /// <summary>Encrypts or decrypts in place.</summary>
    /// <param name="bytes">The block as it is on disk, compressed if it is.</param>
    /// <param name="masterKeyGuid">The key.</param>
    /// <param name="objectId">Number of the object.</param>
    /// <param name="block">Number of the block, or <see cref="Bonus"/>.</param>
    public static void Apply(Span<byte> bytes, ulong masterKeyGuid, ulong objectId, ulong block)
    {
        var state = GuidSource.Mix(masterKeyGuid ^ GuidSource.Mix(objectId ^ GuidSource.Mix(block + 1)));
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (var i = 0; i < words.Length; i++)
        {
            state += 0x9E37_79B9_7F4A_7C15;
            words[i] ^= (state ^ (state >> 29)) * 0x94D0_49BB_1331_11EB;
        }

        for (var i = words.Length * sizeof(ulong); i < bytes.Length; i++) bytes[i] ^= (byte)(state >> (i & 7) * 8);
    }
}
