using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Wire.Handshake;

namespace Zrepl.Tests.Support.Wire;

/// <summary>
/// The server of a control connection, frame by frame, for what no server of ours would do. Takes one connection: banner, label, then HTTP/2 with
/// header fields in plain text (RFC 9113, RFC 7541 6.2.2).
/// </summary>
internal sealed class ScriptedHttp2 : IDisposable
{
    private const int MaxFrame = 16 * 1024;
    private const int PrefaceLength = 24;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte Continuation = 9;
    private const byte Acknowledgement = 1;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ScriptedHttp2()
    {
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
    }

    public string Port => $"{((IPEndPoint)_listening.LocalEndPoint!).Port}"; // it is bound

    /// <summary>Answers each call with a status, until the connection ends.</summary>
    /// <param name="status">Number of the gRPC status.</param>
    /// <param name="message">Its text, in ASCII without <c>%</c>.</param>
    /// <param name="isSilentAfterSettings">True: says nothing at all once the connection stands, as a frozen process.</param>
    public async Task ServeAsync(int status, string message, bool isSilentAfterSettings = false)
    {
        await using var wire = new SocketWire(await _listening.AcceptAsync());
        await wire.WriteAsync(VersionBanner.Ours.Encode());
        await wire.TakeAsync(67 + 64 + PrefaceLength);
        await WriteAsync(wire, Settings, 0, 0, []);
        try
        {
            while (true)
            {
                var (type, flags, stream, payload) = await ReadAsync(wire);
                if (isSilentAfterSettings) continue;
                if (type == Settings && (flags & Acknowledgement) == 0) await WriteAsync(wire, Settings, Acknowledgement, 0, []);
                if (type == Ping && (flags & Acknowledgement) == 0) await WriteAsync(wire, Ping, Acknowledgement, 0, payload);
                if ((flags & EndStream) != 0 && type is 0 or Headers) await AnswerAsync(wire, stream, status, message);
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // The client has gone.
        }
    }

    public void Dispose() => _listening.Dispose();

    private static async Task AnswerAsync(SocketWire wire, int stream, int status, string message)
    {
        byte[] block =
        [
            0x88, // :status 200
            .. Field("content-type", "application/grpc"), .. Field("grpc-status", $"{status}"), .. Field("grpc-message", message),
        ];
        for (var at = 0; at < block.Length; at += MaxFrame)
        {
            var isLast = at + MaxFrame >= block.Length;
            var flags = (isLast ? EndHeaders : 0) | (at == 0 ? EndStream : 0);
            await WriteAsync(wire, at == 0 ? Headers : Continuation, (byte)flags, stream, block[at..Math.Min(at + MaxFrame, block.Length)]);
        }
    }

    // Literal without indexing, new name, no Huffman code.
    private static byte[] Field(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text) => [.. Length(text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static List<byte> Length(int length)
    {
        if (length < 0x7F) return [(byte)length];
        var bytes = new List<byte> { 0x7F };
        for (length -= 0x7F; length >= 0x80; length >>= 7) bytes.Add((byte)(length & 0x7F | 0x80));
        bytes.Add((byte)length);
        return bytes;
    }

    private static async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync(SocketWire wire)
    {
        var header = new byte[9];
        await wire.ReadExactlyAsync(header);
        var payload = new byte[header[0] << 16 | header[1] << 8 | header[2]];
        await wire.ReadExactlyAsync(payload);
        return (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue, payload);
    }

    private static ValueTask WriteAsync(SocketWire wire, byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        return wire.WriteAsync(frame);
    }
}
