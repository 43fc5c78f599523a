using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// The value of <c>zrepl:placeholder</c> in zrepl 0.0: SHA-512/256 of the dataset's path, as hex (spec A9.1). .NET has no SHA-512/256,
/// which is SHA-512 with other initial values cut to 256 bits (FIPS 180-4, 5.3.6.2 and 6.4). Not used for security.
/// </summary>
internal static class LegacyPlaceholderHash
{
    /// <summary>Number of hex digits.</summary>
    public const int Length = 64;

    private const int BlockLength = 128;

    private static readonly ulong[] Initial =
    [
        0x22312194FC2BF72C, 0x9F555FA3C84C64C2, 0x2393B86B6F53B151, 0x963877195940EABD,
        0x96283EE2A88EFFE3, 0xBE5E1E2553863992, 0x2B0199FC2C85B8AA, 0x0EB72DDC81C52CA2,
    ];

    private static readonly ulong[] Rounds = FirstBitsOfCubeRoots();

    /// <summary>The value for a path.</summary>
    public static string Of(DatasetPath dataset)
    {
        var message = Padded(Encoding.UTF8.GetBytes(dataset.Text));
        var state = (ulong[])Initial.Clone();
        for (var block = 0; block < message.Length; block += BlockLength) Compress(state, message.AsSpan(block, BlockLength));
        return $"{state[0]:x16}{state[1]:x16}{state[2]:x16}{state[3]:x16}";
    }

    private static byte[] Padded(byte[] message)
    {
        var padded = new byte[(message.Length + 1 + 16 + BlockLength - 1) / BlockLength * BlockLength];
        message.CopyTo(padded, 0);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - 8), (ulong)message.Length * 8);
        return padded;
    }

    private static void Compress(ulong[] state, ReadOnlySpan<byte> block)
    {
        Span<ulong> w = stackalloc ulong[80];
        for (var t = 0; t < 16; t++) w[t] = BinaryPrimitives.ReadUInt64BigEndian(block[(t * 8)..]);
        for (var t = 16; t < 80; t++)
        {
            var s0 = BitOperations.RotateRight(w[t - 15], 1) ^ BitOperations.RotateRight(w[t - 15], 8) ^ (w[t - 15] >> 7);
            var s1 = BitOperations.RotateRight(w[t - 2], 19) ^ BitOperations.RotateRight(w[t - 2], 61) ^ (w[t - 2] >> 6);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var t = 0; t < 80; t++)
        {
            var s1 = BitOperations.RotateRight(e, 14) ^ BitOperations.RotateRight(e, 18) ^ BitOperations.RotateRight(e, 41);
            var t1 = h + s1 + ((e & f) ^ (~e & g)) + Rounds[t] + w[t];
            var s0 = BitOperations.RotateRight(a, 28) ^ BitOperations.RotateRight(a, 34) ^ BitOperations.RotateRight(a, 39);
            var t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        ReadOnlySpan<ulong> sums = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < state.Length; i++) state[i] += sums[i];
    }

    // The round constants are the first 64 bits of the fractional parts of the cube roots of the first 80 primes.
    private static ulong[] FirstBitsOfCubeRoots()
    {
        var primes = Enumerable.Range(2, 420).Where(n => Enumerable.Range(2, (int)Math.Sqrt(n) - 1).All(d => n % d != 0)).Take(80);
        return [.. primes.Select(prime => (ulong)(CubeRoot((BigInteger)prime << 192) & ulong.MaxValue))];
    }

    private static BigInteger CubeRoot(BigInteger value)
    {
        BigInteger low = 0, high = BigInteger.One << 70;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (middle * middle * middle <= value) low = middle;
            else high = middle;
        }

        return low;
    }
}
