using System.Buffers;
using System.Text;
using Google.Protobuf;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Streaming;

namespace Zrepl.Engine.Wire.Data;

/// <summary>The question on a data connection (spec wire 5.7): name of the endpoint, then a protobuf message. A stream may follow.</summary>
/// <param name="Endpoint">One of <see cref="DataEndpoints"/>, or what a peer believes to be one.</param>
/// <param name="Body">The message, not yet parsed.</param>
internal sealed record DataRequest(string Endpoint, ReadOnlyMemory<byte> Body)
{
    /// <summary>The frames of a request, all sent together.</summary>
    /// <exception cref="ArgumentException">It is longer than the other side would read.</exception>
    public static ReadOnlyMemory<byte> Encode(string endpoint, IMessage request, int largestPayload)
    {
        if (request.CalculateSize() > MessageReader.MaxRequest) throw new ArgumentException($"the request to {endpoint} is longer than {MessageReader.MaxRequest} bytes");
        var frames = new ArrayBufferWriter<byte>();
        Frames.WriteMessage(frames, FrameType.RequestHeader, Encoding.ASCII.GetBytes(endpoint), largestPayload);
        Frames.WriteMessage(frames, FrameType.Request, request.ToByteArray(), largestPayload);
        return frames.WrittenMemory;
    }

    /// <summary>Reads a request.</summary>
    public static async Task<DataRequest> ReadAsync(FrameConnection connection, CancellationToken cancellation)
    {
        var header = await MessageReader.ReadAsync(connection, FrameType.RequestHeader, MessageReader.MaxRequestHeader, cancellation);
        var body = await MessageReader.ReadAsync(connection, FrameType.Request, MessageReader.MaxRequest, cancellation);
        return new(Encoding.UTF8.GetString(header.Span), body);
    }

    /// <summary>The message.</summary>
    /// <exception cref="WireProtocolException">It is none of that kind.</exception>
    public T Parse<T>(MessageParser<T> parser) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(Body.Span);
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new WireProtocolException($"request to {Endpoint} is not readable: {broken.Message}", broken);
        }
    }
}
