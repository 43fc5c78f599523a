using System.Buffers;
using System.Text;
using Google.Protobuf;
using Zrepl.Engine.Units;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Engine.Wire.Streaming;

namespace Zrepl.Engine.Wire.Data;

/// <summary>
/// The answer on a data connection (spec wire 5.7):
/// <code>
///   ResponseHeader  "HANDLER OK\n"  then  Response  protobuf  [then ZFSStream]
///   ResponseHeader  "HANDLER ERROR:\n" + text, and nothing more
/// </code>
/// </summary>
internal static class DataResponse
{
    // Go stops reading a response header at 32 KiB and then waits for ever.
    private const int MaxErrorText = 16 * 1024;

    private static readonly byte[] Ok = "HANDLER OK\n"u8.ToArray();
    private static readonly byte[] Error = "HANDLER ERROR:\n"u8.ToArray();

    /// <summary>The frames of a successful answer.</summary>
    public static ReadOnlyMemory<byte> Success(IMessage response, int largestPayload)
    {
        var frames = new ArrayBufferWriter<byte>();
        Frames.WriteMessage(frames, FrameType.ResponseHeader, Ok, largestPayload);
        Frames.WriteMessage(frames, FrameType.Response, response.ToByteArray(), largestPayload);
        return frames.WrittenMemory;
    }

    /// <summary>The frames of an error.</summary>
    public static ReadOnlyMemory<byte> Failure(string text, int largestPayload)
    {
        var frames = new ArrayBufferWriter<byte>();
        Frames.WriteMessage(frames, FrameType.ResponseHeader, [.. Error, .. ErrorText.Encode(text, MaxErrorText)], largestPayload);
        return frames.WrittenMemory;
    }

    /// <summary>Reads an answer, without the stream that may follow.</summary>
    /// <exception cref="Endpoints.Failures.PeerErrorException">The other side answered with an error.</exception>
    /// <exception cref="WireProtocolException">It answered with something that is no answer.</exception>
    public static async Task<T> ReadAsync<T>(FrameConnection connection, MessageParser<T> parser, CancellationToken cancellation)
        where T : IMessage<T>
    {
        try
        {
            CheckHeader((await MessageReader.ReadAsync(connection, FrameType.ResponseHeader, MessageReader.MaxResponseHeader, cancellation)).Span);
            return Parse(parser, await MessageReader.ReadAsync(connection, FrameType.Response, MessageReader.MaxResponse, cancellation));
        }
        catch (StreamSourceException told)
        {
            throw PeerErrors.Of("server error: ", told.Message);
        }
    }

    private static void CheckHeader(ReadOnlySpan<byte> header)
    {
        if (header.StartsWith(Error)) throw PeerErrors.Of("server error: ", Encoding.UTF8.GetString(header[Error.Length..]));
        if (!header.StartsWith(Ok)) throw new WireProtocolException($"protocol error: invalid header: {GoQuote.Quote(Encoding.UTF8.GetString(header[..Math.Min(header.Length, 200)]))}");
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> body) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(body.Span);
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new WireProtocolException($"protocol error: cannot unmarshal structured part of response: {broken.Message}", broken);
        }
    }
}
