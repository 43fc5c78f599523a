using System.Buffers;
using System.Text;
using Zrepl.Engine.Wire.Framing;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>Reads messages (spec wire 5.3): payloads of one type put together until the end frame.</summary>
internal static class MessageReader
{
    /// <summary>Largest request header that is taken, in bytes. Source: spec wire 5.2, as all limits here.</summary>
    public const int MaxRequestHeader = 1 << 15;

    /// <summary>Largest request.</summary>
    public const int MaxRequest = 1 << 22;

    /// <summary>Largest response header; Go takes 32 KiB, we more, because an error text is worth reading.</summary>
    public const int MaxResponseHeader = 1 << 20;

    /// <summary>Largest response.</summary>
    public const int MaxResponse = 1 << 23;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads one message.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="type">Its type.</param>
    /// <param name="largest">Most bytes to take; a longer one fails instead of being waited for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="WireProtocolException">It is too long, or something else came; the connection must be closed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        FrameConnection connection, FrameType type, int largest, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var header = await connection.ReadHeaderAsync(cancellation);
            if (header.Type == FrameType.End) return body.WrittenMemory;
            if (header.Type == FrameType.StreamErrorTrailer) throw await ReadTrailerAsync(connection, header, cancellation);
            if (header.Type != type) throw Unexpected(header.Type, type);
            if (header.PayloadLength > largest - body.WrittenCount) throw new WireProtocolException($"message of type {(uint)type} is longer than {largest} bytes");
            await AppendAsync(connection, body, (int)header.PayloadLength, cancellation);
        }
    }

    /// <summary>What stands before the words of a source in logs, as in Go zrepl.</summary>
    public const string SourceError = "stream: source error: ";

    /// <summary>Reads an error trailer to its end, its first header already read.</summary>
    /// <returns>What the source said, as an exception to throw.</returns>
    public static async Task<StreamSourceException> ReadTrailerAsync(
        FrameConnection connection, FrameHeader header, CancellationToken cancellation)
    {
        var text = new ArrayBufferWriter<byte>();
        while (header.Type != FrameType.End)
        {
            if (header.Type != FrameType.StreamErrorTrailer) throw Unexpected(header.Type, FrameType.StreamErrorTrailer);
            if (header.PayloadLength > connection.Limits.MaxErrorText - text.WrittenCount)
                throw new WireProtocolException($"error trailer is longer than {connection.Limits.MaxErrorText} bytes");
            await AppendAsync(connection, text, (int)header.PayloadLength, cancellation);
            header = await connection.ReadHeaderAsync(cancellation);
        }

        try
        {
            var said = StrictUtf8.GetString(text.WrittenSpan);
            return new(SourceError + said, said);
        }
        catch (DecoderFallbackException)
        {
            return new("stream: source implementation error: source error, but not encoded as UTF-8");
        }
    }

    /// <summary>The error for a frame that does not belong there.</summary>
    public static WireProtocolException Unexpected(FrameType found, FrameType expected) =>
        new($"stream: protocol error: unexpected frame type {(uint)found} (expected {(uint)expected})");

    // Takes memory as bytes arrive, not as a header promises.
    private static async Task AppendAsync(FrameConnection connection, ArrayBufferWriter<byte> body, int length, CancellationToken cancellation)
    {
        while (length > 0)
        {
            var space = body.GetMemory(Math.Min(length, 16 * 1024));
            var count = await connection.ReadPayloadAsync(space[..Math.Min(space.Length, length)], cancellation);
            body.Advance(count);
            length -= count;
        }
    }
}
