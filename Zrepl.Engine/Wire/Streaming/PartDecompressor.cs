using System.Buffers;
using Zrepl.Engine.Wire.Framing;
using ZstdSharp;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>Takes compressed parts of a stream apart. Holds one part at a time, at most 1 MiB and what it was compressed to.</summary>
internal sealed class PartDecompressor : IDisposable
{
    private readonly Decompressor _decompressor = new();
    private byte[] _payload = [];
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>Reads one part; the one before must have been taken.</summary>
    /// <exception cref="WireProtocolException">It is none.</exception>
    public async ValueTask ReadAsync(FrameConnection connection, FrameHeader header, CancellationToken cancellation)
    {
        if (header.PayloadLength > ZstdPayload.MaxLength)
            throw new WireProtocolException($"stream: compressed frame of {header.PayloadLength} bytes, more than {ZstdPayload.MaxLength}");
        if (_bytes.Length == 0) _bytes = ArrayPool<byte>.Shared.Rent(ZstdPayload.MaxUncompressed);
        if (_payload.Length < header.PayloadLength)
        {
            Return(ref _payload);
            _payload = ArrayPool<byte>.Shared.Rent((int)header.PayloadLength);
        }

        for (var length = 0; length < header.PayloadLength;)
            length += await connection.ReadPayloadAsync(_payload.AsMemory(length, (int)header.PayloadLength - length), cancellation);
        _start = 0;
        _end = ZstdPayload.Read(_decompressor, _payload.AsSpan(0, (int)header.PayloadLength), _bytes);
    }

    /// <summary>Gives out what was read; 0 if nothing is left.</summary>
    public int Take(Span<byte> to)
    {
        var count = Math.Min(to.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(to);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decompressor.Dispose();
        Return(ref _payload);
        Return(ref _bytes);
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
