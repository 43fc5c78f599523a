using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.ResumeTokens;

/// <summary>Makes tokens as the kernel does, for the simulator and for tests.</summary>
public static class ResumeTokenWriter
{
    /// <summary>The text of a token, keys in the kernel's order (spec A11.5). <see cref="ResumeToken.Text"/> is ignored.</summary>
    public static string Write(ResumeToken token)
    {
        var pairs = ImmutableArray.CreateBuilder<NvPair>();
        if (token.FromGuid is { } fromGuid) pairs.Add(NvPair.Of("fromguid", fromGuid));
        pairs.Add(NvPair.Of("object", token.Object));
        pairs.Add(NvPair.Of("offset", token.Offset));
        pairs.Add(NvPair.Of("bytes", token.Bytes));
        pairs.Add(NvPair.Of("toguid", token.ToGuid));
        pairs.Add(NvPair.Of("toname", token.ToName.Text));
        if (token.LargeBlockOk) pairs.Add(NvPair.Flag("largeblockok"));
        if (token.EmbedOk) pairs.Add(NvPair.Flag("embedok"));
        if (token.CompressOk) pairs.Add(NvPair.Flag("compressok"));
        if (token.RawOk) pairs.Add(NvPair.Flag("rawok"));
        if (token.SavedOk) pairs.Add(NvPair.Flag("savedok"));
        return Write(pairs.ToImmutable());
    }

    /// <summary>The text of a token with any pairs, malformed ones for tests included.</summary>
    internal static string Write(ImmutableArray<NvPair> pairs)
    {
        var packed = NativeNvList.Write(pairs);
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(packed);
        var compressed = buffer.ToArray();

        ulong checksum = 0;
        for (var word = 0; word + sizeof(uint) <= compressed.Length; word += sizeof(uint))
            checksum += BinaryPrimitives.ReadUInt32LittleEndian(compressed.AsSpan(word));
        return $"1-{checksum:x}-{packed.Length:x}-{Convert.ToHexStringLower(compressed)}";
    }
}
