using System.Buffers.Binary;
using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>The list at the beginning of a sub-stream: where a resumed stream goes on, and the keys of a raw one.</summary>
/// <param name="ResumeObject">Object of the first WRITE record, or null.</param>
/// <param name="ResumeOffset">Byte in that object.</param>
/// <param name="Keys">What a raw stream says of its keys, or null.</param>
internal sealed record StreamStart(ulong? ResumeObject, ulong ResumeOffset, StreamKeys? Keys)
{
    private static readonly StreamStart Nothing = new(null, 0, null);

    /// <summary>Reads the payload of the BEGIN record.</summary>
    /// <returns>Null if it is no list.</returns>
    public static StreamStart? TryRead(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return Nothing;
        if (NativeNvList.TryRead(payload, out _) is not { } pairs) return null;
        var keys = pairs.FirstOrDefault(pair => pair is { Name: "crypt_keydata", Type: NvType.NvList });
        return new(Find(pairs, "resume_object"), Find(pairs, "resume_offset") ?? 0, keys is null ? null : StreamKeys.Read(keys.List));
    }

    internal static ulong? Find(ImmutableArray<NvPair> pairs, string name) =>
        pairs.FirstOrDefault(pair => pair.Name == name && pair.Type == NvType.UInt64)?.Number;
}

/// <summary>What <c>crypt_keydata</c> of a raw stream says, as far as the simulator looks at it.</summary>
/// <param name="Suite">Such as <c>aes-256-gcm</c>.</param>
/// <param name="MasterKeyGuid">Identity of the key the blocks are encrypted with.</param>
/// <param name="ToIvSet">Identity of this encryption of the snapshot.</param>
/// <param name="FromIvSet">The same of the snapshot the stream starts from; 0 for a full stream.</param>
/// <param name="Wrapping">The operator's key, never loaded on arrival.</param>
internal sealed record StreamKeys(string Suite, ulong MasterKeyGuid, ulong ToIvSet, ulong FromIvSet, WrappingKey Wrapping)
{
    private static readonly string[] Suites =
        ["inherit", "on", "off", "aes-128-ccm", "aes-192-ccm", "aes-256-ccm", "aes-128-gcm", "aes-192-gcm", "aes-256-gcm"];

    private static readonly string[] Formats = ["none", "raw", "hex", "passphrase"];

    // A simulated sender puts the fingerprint of the operator's key and zeros where a real one has the wrapped master key.
    private static ulong FingerprintIn(ImmutableArray<NvPair> pairs)
    {
        var key = (pairs.FirstOrDefault(pair => pair is { Name: "DSL_CRYPTO_MASTER_KEY_1", Type: NvType.ByteArray })?.Bytes ?? default).Span;
        return key.Length > sizeof(ulong) && key[sizeof(ulong)..].IndexOfAnyExcept((byte)0) < 0 ? BinaryPrimitives.ReadUInt64LittleEndian(key) : 0;
    }

    public static StreamKeys Read(ImmutableArray<NvPair> pairs)
    {
        var suite = StreamStart.Find(pairs, "DSL_CRYPTO_SUITE") ?? 8;
        var format = StreamStart.Find(pairs, "keyformat") ?? 1;
        return new(
            suite < (ulong)Suites.Length ? Suites[suite] : "aes-256-gcm",
            StreamStart.Find(pairs, "DSL_CRYPTO_GUID") ?? 0,
            StreamStart.Find(pairs, "to_ivset_guid") ?? 0,
            StreamStart.Find(pairs, "from_ivset_guid") ?? 0,
            new(FingerprintIn(pairs), format < (ulong)Formats.Length ? Formats[format] : "raw", StreamStart.Find(pairs, "pbkdf2iters") ?? 0, IsLoaded: false));
    }
}
