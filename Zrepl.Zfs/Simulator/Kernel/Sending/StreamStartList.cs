using System.Collections.Immutable;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>
/// The payload of a BEGIN record: where a resumed stream goes on, and the keys of a raw one, in the kernel's order. The master key is not
/// there; its place holds the fingerprint of the operator's key, by which a simulated receiver knows the right key again.
/// </summary>
internal static class StreamStartList
{
    private static readonly string[] Suites =
        ["inherit", "on", "off", "aes-128-ccm", "aes-192-ccm", "aes-256-ccm", "aes-128-gcm", "aes-192-gcm", "aes-256-gcm"];

    private static readonly string[] KeyFormats = ["none", "raw", "hex", "passphrase"];

    /// <summary>The payload, empty if there is nothing to tell.</summary>
    public static byte[] Write(SendSource source)
    {
        var pairs = ImmutableArray.CreateBuilder<NvPair>();
        if (source.IsSealed) pairs.Add(NvPair.Of("crypt_keydata", Keys(source)));
        if (source.Resume is { } resume)
        {
            pairs.Add(NvPair.Of("resume_object", resume.Object));
            pairs.Add(NvPair.Of("resume_offset", resume.Offset));
        }

        return pairs.Count == 0 ? [] : NativeNvList.Write(pairs.ToImmutable());
    }

    private static ImmutableArray<NvPair> Keys(SendSource source)
    {
        var (encryption, wrapping) = (source.Encryption!, source.Wrapping); // only sealed streams have keys
        var masterKey = new byte[32];
        BitConverter.TryWriteBytes(masterKey, wrapping?.Fingerprint ?? 0);
        return
        [
            NvPair.Of("DSL_CRYPTO_SUITE", (ulong)Math.Max(0, Array.IndexOf(Suites, encryption.Suite))),
            NvPair.Of("DSL_CRYPTO_GUID", encryption.MasterKeyGuid),
            NvPair.Of("DSL_CRYPTO_VERSION", 1),
            NvPair.OfBytes("DSL_CRYPTO_MASTER_KEY_1", masterKey),
            NvPair.OfBytes("DSL_CRYPTO_HMAC_KEY_1", Noise(source, 1, 64)),
            NvPair.OfBytes("DSL_CRYPTO_IV", Noise(source, 2, 12)),
            NvPair.OfBytes("DSL_CRYPTO_MAC", Noise(source, 3, 16)),
            NvPair.OfBytes("portable_mac", Noise(source, 4, 32)),
            NvPair.Of("keyformat", (ulong)Math.Max(0, Array.IndexOf(KeyFormats, wrapping?.KeyFormat))),
            NvPair.Of("pbkdf2iters", wrapping?.Pbkdf2Iterations ?? 0),
            NvPair.Of("pbkdf2salt", wrapping is { Pbkdf2Iterations: > 0 } ? GuidSource.Mix(wrapping.Fingerprint) : 0),
            NvPair.Of("mdn_checksum", 0),
            NvPair.Of("mdn_compress", 0),
            NvPair.Of("mdn_nlevels", 6),
            NvPair.Of("mdn_blksz", 16384),
            NvPair.Of("mdn_indblkshift", 17),
            NvPair.Of("mdn_nblkptr", 3),
            NvPair.Of("mdn_maxblkid", source.Content.Objects.IsEmpty ? 0 : source.Content.Objects.Keys.Last() / Streams.ObjectRangeRecord.SlotsPerBlock),
            NvPair.Of("to_ivset_guid", source.ToIvSet),
            NvPair.Of("from_ivset_guid", source.FromIvSet),
        ];
    }

    private static byte[] Noise(SendSource source, ulong salt, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)GuidSource.Mix(source.Encryption!.MasterKeyGuid ^ salt << 32 ^ (ulong)i); // see above
        return bytes;
    }
}
