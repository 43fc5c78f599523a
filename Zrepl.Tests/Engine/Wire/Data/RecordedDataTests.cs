using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Engine.Wire.Messages;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Engine.Wire.Streaming;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Streams;
using Version = Zrepl.Zfs.Versions.FilesystemVersion;

namespace Zrepl.Tests.Engine.Wire.Data;

/// <summary>D-1: every recorded data connection between Go daemons, read by our code, and written again by it where the protocol leaves no choice.</summary>
public sealed class RecordedDataTests
{
    public static TheoryData<string> Connections => [.. Recording.Names("zrepl_data")];

    [Theory, MemberData(nameof(Connections))]
    public async Task What_the_client_said_is_a_request_and_ours_for_the_same_has_the_same_bytes(string name)
    {
        var recording = Recording.Load(name);
        var wire = new BytesWire(recording.ToServer.Head);
        Assert.Equal(VersionBanner.Ours.ProtocolVersion, (await BannerExchange.ReadAsync(wire, VersionBanner.Ours, CancellationToken.None)).ProtocolVersion);
        Assert.Same(ConnectionLabel.Data, ConnectionLabel.Find(await wire.TakeAsync(ConnectionLabel.Length)));

        var connection = Connection(wire);
        var request = await DataRequest.ReadAsync(connection, CancellationToken.None);
        var (message, to) = Parse(request);
        Assert.Equal(Protection.Default, message is ReceiveReq r ? RequestMapping.FromMessage(r).Protection : RequestMapping.FromMessage((SendReq)message).Protection);
        AssertWrittenAs(recording.ToServer.Head, [.. VersionBanner.Ours.Encode(), .. ConnectionLabel.Data.Bytes.Span, .. DataRequest.Encode(request.Endpoint, message, 524288).Span]);
        if (request.Endpoint == DataEndpoints.Receive) await AssertIsStreamOfAsync(connection, to, recording.ToServer);
        else await Assert.ThrowsAsync<Zrepl.Engine.Transport.ConnectionLostException>(() => connection.ReadHeaderAsync(CancellationToken.None).AsTask());
    }

    [Theory, MemberData(nameof(Connections))]
    public async Task What_the_server_said_is_a_response_and_ours_has_the_same_bytes(string name)
    {
        var recording = Recording.Load(name);
        if (name.StartsWith("02", StringComparison.Ordinal))
        {
            Assert.Equal(VersionBanner.Ours.Encode(), recording.ToClient.Head); // the client was killed before it was answered
            return;
        }

        var wire = new BytesWire(recording.ToClient.Head);
        await BannerExchange.ReadAsync(wire, VersionBanner.Ours, CancellationToken.None);
        var connection = Connection(wire);
        var toServer = new BytesWire(recording.ToServer.Head[(67 + 64)..]);
        var request = await DataRequest.ReadAsync(Connection(toServer), CancellationToken.None);
        IMessage response = request.Endpoint == DataEndpoints.Send
            ? await DataResponse.ReadAsync(connection, SendRes.Parser, CancellationToken.None)
            : await DataResponse.ReadAsync(connection, ReceiveRes.Parser, CancellationToken.None);
        AssertWrittenAs(recording.ToClient.Head, [.. VersionBanner.Ours.Encode(), .. DataResponse.Success(response, 524288).Span]);
        if (request.Endpoint == DataEndpoints.Send) await AssertIsStreamOfAsync(connection, Parse(request).To, recording.ToClient);
    }

    private static (IMessage Message, Version To) Parse(DataRequest request)
    {
        if (request.Endpoint == DataEndpoints.Send)
        {
            var read = request.Parse(SendReq.Parser);
            return (RequestMapping.ToMessage(RequestMapping.FromMessage(read)), VersionMapping.FromMessage(read.To, "to"));
        }

        Assert.Equal(DataEndpoints.Receive, request.Endpoint);
        var receive = request.Parse(ReceiveReq.Parser);
        return (RequestMapping.ToMessage(RequestMapping.FromMessage(receive)), VersionMapping.FromMessage(receive.To, "to"));
    }

    // Heartbeats may stand between any frames; a recording in which the peer took its time has some.
    private static void AssertWrittenAs(byte[] recorded, byte[] ours)
    {
        var withoutHeartbeats = Convert.ToHexString(recorded).Replace("0100000000000000" + "00000003", "00000003", StringComparison.Ordinal);
        Assert.StartsWith(Convert.ToHexString(ours), withoutHeartbeats, StringComparison.Ordinal);
    }

    private static async Task AssertIsStreamOfAsync(FrameConnection connection, Version to, RecordedBytes recorded)
    {
        await using var stream = new FrameStream(connection);
        var bytes = new MemoryStream();
        var whole = stream.CopyToAsync(bytes);
        if (recorded.IsWhole) await whole;
        else await Assert.ThrowsAsync<Zrepl.Engine.Transport.ConnectionLostException>(() => whole); // cut by the recorder
        Assert.Equal(recorded.IsWhole, stream.IsComplete);
        var begin = BeginRecord.TryRead(bytes.GetBuffer());
        Assert.NotNull(begin);
        Assert.Equal(to.Guid, begin.ToGuid);
        Assert.EndsWith(to.RelativeName, begin.ToName, StringComparison.Ordinal);
    }

    private static FrameConnection Connection(BytesWire wire) => new(wire, WireLimits.Default, new SettableClock(), NullLogger.Instance);
}
