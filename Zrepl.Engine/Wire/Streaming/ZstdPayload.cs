using System.Buffers.Binary;
using ZstdSharp;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// Payload of a frame of type 6 (spec wire 14.3). Each stands for itself, so frames with and without compression may follow each other freely.
/// <code>
///   offset 0                    4
///          | U, big endian      | one zstd frame that gives exactly U bytes     1 &lt;= U &lt;= 1 MiB
/// </code>
/// </summary>
internal static class ZstdPayload
{
    /// <summary>Bytes before the compressed ones.</summary>
    public const int HeaderLength = 4;

    /// <summary>Most bytes that one frame may stand for.</summary>
    public const int MaxUncompressed = 1 << 20;

    /// <summary>Longest payload that can be legal: bytes that cannot be compressed grow a little.</summary>
    public static readonly int MaxLength = HeaderLength + Compressor.GetCompressBound(MaxUncompressed);

    /// <summary>Compresses.</summary>
    /// <returns>Length of the payload, or 0 if it would not fit into <paramref name="payload"/>: then it is not worth it.</returns>
    public static int Write(Compressor compressor, ReadOnlySpan<byte> bytes, Span<byte> payload)
    {
        if (payload.Length <= HeaderLength) return 0;
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)bytes.Length);
        return compressor.TryWrap(bytes, payload[HeaderLength..], out var length) ? HeaderLength + length : 0;
    }

    /// <summary>Decompresses.</summary>
    /// <returns>How many bytes it gave.</returns>
    /// <exception cref="WireProtocolException">It is not what it should be.</exception>
    public static int Read(Decompressor decompressor, ReadOnlySpan<byte> payload, Span<byte> bytes)
    {
        if (payload.Length < HeaderLength) throw new WireProtocolException("stream: compressed frame without its length");
        var announced = BinaryPrimitives.ReadUInt32BigEndian(payload);
        if (announced is 0 or > MaxUncompressed) throw new WireProtocolException($"stream: compressed frame announces {announced} bytes, not 1 to {MaxUncompressed}");
        try
        {
            var length = decompressor.Unwrap(payload[HeaderLength..], bytes[..(int)announced]);
            return length == announced ? length : throw new WireProtocolException($"stream: compressed frame gives {length} bytes in place of {announced}");
        }
        catch (ZstdException broken)
        {
            throw new WireProtocolException($"stream: compressed frame is broken: {broken.Message}", broken);
        }
    }
}
