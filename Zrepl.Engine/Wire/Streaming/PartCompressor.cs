using System.Buffers;
using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Wire.Framing;
using ZstdSharp;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>Sends the parts of one stream, compressed where that pays.</summary>
/// <param name="limit">The bandwidth limit of the stream, which counts what is sent; null for none. Waiting for it is time that compression saves.</param>
/// <param name="clock">Time.</param>
internal sealed class PartCompressor(ThrottledStream? limit, TimeProvider clock) : IDisposable
{
    // Fast enough for most networks; higher levels gain little on file systems and cost a multiple.
    private const int Level = 1;

    private readonly CompressionChoice _choice = new();
    private readonly Compressor _compressor = new(Level);
    private byte[] _frame = [];

    /// <summary>How many bytes are to be sent as they are before compressing is tried again; 0: it is tried now.</summary>
    public long BytesToSendPlain => _choice.RestBeforeProbe;

    /// <summary>Takes note of bytes that were sent as they are by somebody else.</summary>
    public void SentPlain(long bytes) => _choice.SentPlain(bytes);

    /// <summary>Sends one part.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="frame">A whole frame: room for its header, then the bytes of the part. The header is written here.</param>
    /// <param name="cancellation">Ends the wait for the bandwidth limit. A frame is never cut.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before the part was sent.</exception>
    public async ValueTask SendAsync(FrameConnection connection, Memory<byte> frame, CancellationToken cancellation)
    {
        var bytes = frame[FrameHeader.Length..];
        var compresses = _choice.Compresses && bytes.Length <= ZstdPayload.MaxUncompressed;
        var began = clock.GetTimestamp();
        var length = compresses ? Compress(bytes.Span) : 0;
        var compressed = clock.GetTimestamp();
        if (length == 0) new FrameHeader(FrameType.ZfsStream, (uint)bytes.Length).Write(frame.Span);
        if (limit is not null) await limit.TakeAsync(length == 0 ? bytes.Length : length, cancellation);
        await connection.WriteAsync(length == 0 ? frame : _frame.AsMemory(0, FrameHeader.Length + length), CancellationToken.None);
        if (compresses) _choice.Tried(bytes.Length, length == 0 ? bytes.Length : length, clock.GetElapsedTime(began, compressed), clock.GetElapsedTime(compressed));
        else _choice.SentPlain(bytes.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _compressor.Dispose();
        if (_frame.Length > 0) ArrayPool<byte>.Shared.Return(_frame);
        _frame = [];
    }

    private int Compress(ReadOnlySpan<byte> bytes)
    {
        if (_frame.Length < FrameHeader.Length + bytes.Length)
        {
            if (_frame.Length > 0) ArrayPool<byte>.Shared.Return(_frame);
            _frame = ArrayPool<byte>.Shared.Rent(FrameHeader.Length + bytes.Length);
        }

        var length = ZstdPayload.Write(_compressor, bytes, _frame.AsSpan(FrameHeader.Length, bytes.Length)); // never longer than without
        if (length > 0) new FrameHeader(FrameType.ZfsStreamZstd, (uint)length).Write(_frame);
        return length;
    }
}
