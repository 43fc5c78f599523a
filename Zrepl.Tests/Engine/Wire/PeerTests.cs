using System.Text;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Names;
using static Zrepl.Tests.Support.Wire.WireReading;

namespace Zrepl.Tests.Engine.Wire;

/// <summary>
/// Client and server over real sockets, both channels: spec wire 4, 5, 8; conformance H-6, H-7, M-2, M-3, D-1, D-4, D-15, D-18, D-20, D-21, D-22, D-23,
/// D-26, F1, G-3, G-5, G-6, G-8, G-15, G-16, G-18, T-3.
/// </summary>
public sealed class PeerTests
{
    private static readonly DatasetPath Tank = DatasetPath.Parse("tank");
    private static readonly SendRequest Full = new(Tank, null, Versions.One("@a:1"), null, Protection.Default);

    private readonly CallScript _script = new();
    private readonly MemorySender _sender;

    public PeerTests()
    {
        _sender = new MemorySender(_script);
        _sender.Has("tank", "@a:1 #b:2 @c:3");
    }

    [Fact]
    public async Task G6_all_calls_to_a_source_arrive_and_are_answered()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        await peer.Endpoint.WaitForConnectivityAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
        Assert.Equal([new(Tank, false, null)], await peer.Endpoint.ListFilesystemsAsync(CancellationToken.None));
        Assert.Equal("@a #b @c", Versions.Text(await peer.Endpoint.ListVersionsAsync(Tank, CancellationToken.None)));
        Assert.Equal(100, await peer.Endpoint.EstimateAsync(Full, CancellationToken.None));
        Assert.Null(await peer.Endpoint.ReplicationCursorAsync(Tank, CancellationToken.None)); // G-18
        await peer.Endpoint.ConfirmAsync(Full, CancellationToken.None);
        Assert.Equal(1ul, await peer.Endpoint.ReplicationCursorAsync(Tank, CancellationToken.None));
        var destroyed = await peer.Endpoint.DestroySnapshotsAsync(Tank, [Versions.One("@c:3")], CancellationToken.None);
        Assert.Null(Assert.Single(destroyed).Error);
        Assert.Single(_script.CallsTo("sender destroy tank @c"));
    }

    [Fact]
    public async Task D4_a_stream_is_pulled_and_closed()
    {
        _sender.MakeStream = _ => new PatternStream(5_000_000);
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        await using (var stream = await peer.Endpoint.SendAsync(Full with { ResumeToken = "1-x" }, CancellationToken.None))
        {
            Assert.True(stream.UsedResumeToken);
            Assert.Equal(PatternStream.Sha256(5_000_000), Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(stream.Content)));
        }

        await world.StopAsync();
        Assert.Equal(0, _sender.OpenStreams);
    }

    [Fact]
    public async Task D20_a_stream_that_is_closed_early_ends_at_the_sender_too()
    {
        _sender.MakeStream = _ => new PatternStream(long.MaxValue);
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        var stream = await peer.Endpoint.SendAsync(Full, CancellationToken.None);
        await stream.Content.ReadExactlyAsync(new byte[1000]);
        await stream.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        await world.StopAsync();
        Assert.Equal(0, _sender.OpenStreams);
    }

    [Fact]
    public async Task D4_D26_streams_pushed_at_the_same_time_arrive_each_as_it_was()
    {
        var receiver = new DigestingReceiver();
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: receiver));
        await using var peer = world.ToSink();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => peer.Endpoint.ReceiveAsync(
            new(DatasetPath.Parse($"tank/{i}"), Versions.One("@a:1"), true, Protection.Default), new PatternStream(1_000_000 + i, i), CancellationToken.None)));
        for (var i = 0; i < 20; i++) Assert.Equal((1_000_000 + i, PatternStream.Sha256(1_000_000 + i, i)), receiver.Received[DatasetPath.Parse($"tank/{i}")]);
    }

    [Fact]
    public async Task A_job_that_takes_another_definition_makes_clients_come_again_on_both_channels()
    {
        var ended = new ServiceEndedException("sink");
        _script.Fail("receiver", ended, times: 2);
        var log = new LogProbe<PeerTests>();
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: new MemoryReceiver(_script)), logger: log);
        await using var peer = world.ToSink();
        var control = await Assert.ThrowsAsync<ConnectionLostException>(() => peer.Endpoint.ListFilesystemsAsync(CancellationToken.None));
        var data = await Assert.ThrowsAsync<ConnectionLostException>(() => peer.Endpoint.ReceiveAsync(
            new(Tank, Versions.One("@a:1"), true, Protection.Default), new PatternStream(1000, 1), CancellationToken.None));
        foreach (var failure in new[] { control, data })
        {
            Assert.Contains(ended.Message, failure.Message, StringComparison.Ordinal);
            Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(failure, CancellationToken.None));
        }

        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_daemon_that_is_told_to_end_says_of_a_request_under_way_that_it_ended_not_that_it_failed()
    {
        var log = new LogProbe<PeerTests>();
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: new MemoryReceiver(_script)), logger: log);
        await using var peer = world.ToSink();
        var push = peer.Endpoint.ReceiveAsync(new(Tank, Versions.One("@a:1"), true, Protection.Default), new PatternStream(long.MaxValue), CancellationToken.None);
        await _script.UntilAsync("receiver receive");
        await world.StopAsync();
        Assert.Equal("server error: the daemon is shutting down", (await Assert.ThrowsAsync<ConnectionLostException>(() => push.WaitAsync(Deadline.OfATest))).Message);
        Assert.Equal("request of laptop ended early: the daemon is shutting down", Assert.Single(log.Entries, entry => entry.Level >= LogLevel.Information).Message);
    }

    [Fact]
    public async Task Two_clients_with_the_same_identity_are_served_side_by_side_and_one_that_gives_up_does_not_disturb_the_other()
    {
        var receiver = new DigestingReceiver();
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: receiver));
        await using var one = world.ToSink();
        await using var other = world.ToSink();
        using var enough = new CancellationTokenSource();
        var endless = one.Endpoint.ReceiveAsync(
            new(DatasetPath.Parse("tank/1"), Versions.One("@a:1"), true, Protection.Default), new PatternStream(long.MaxValue), enough.Token);
        for (var i = 2; i <= 3; i++)
        {
            await other.Endpoint.ReceiveAsync(
                new(DatasetPath.Parse($"tank/{i}"), Versions.One("@a:1"), true, Protection.Default), new PatternStream(3_000_000, i), CancellationToken.None).WaitAsync(Deadline.OfATest);
            Assert.Equal((3_000_000, PatternStream.Sha256(3_000_000, i)), receiver.Received[DatasetPath.Parse($"tank/{i}")]);
            if (i == 3) break;
            Assert.False(endless.IsCompleted);
            await enough.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless.WaitAsync(Deadline.OfATest));
        }

        Assert.DoesNotContain(DatasetPath.Parse("tank/1"), receiver.Received.Keys);
    }

    [Fact]
    public async Task D18_a_receiver_that_refuses_is_heard_although_the_stream_goes_on()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: new MemoryReceiver(_script)));
        await using var peer = world.ToSink();
        for (var i = 0; i < 20; i++)
        {
            _script.Fail("receiver receive", new EndpointException("out of space"));
            var failure = await Assert.ThrowsAsync<PeerErrorException>(() => peer.Endpoint.ReceiveAsync(
                new(Tank, Versions.One("@a:1"), true, Protection.Default), new PatternStream(long.MaxValue), CancellationToken.None).WaitAsync(Deadline.OfATest));
            Assert.Equal("server error: out of space", failure.Message);
        }
    }

    [Fact]
    public async Task D22_a_source_that_fails_is_the_failure_on_both_sides()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: new MemoryReceiver(_script)));
        await using var peer = world.ToSink();
        var failure = new EndpointException("zfs send failed: exit status 1");
        var thrown = await Assert.ThrowsAsync<EndpointException>(() => peer.Endpoint.ReceiveAsync(
            new(Tank, Versions.One("@a:1"), true, Protection.Default), new PatternStream(10, failure: failure), CancellationToken.None));
        Assert.Same(failure, thrown);
        Assert.Empty(_script.CallsTo("receiver received"));
    }

    [Fact]
    public async Task D23_a_push_that_is_cancelled_never_looks_complete()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: new MemoryReceiver(_script)));
        await using var peer = world.ToSink();
        using var cancellation = new CancellationTokenSource();
        _script.Always("receiver receive", async _ => await cancellation.CancelAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => peer.Endpoint.ReceiveAsync(
            new(Tank, Versions.One("@a:1"), true, Protection.Default), new PatternStream(long.MaxValue), cancellation.Token).WaitAsync(Deadline.OfATest));
        await world.StopAsync();
        Assert.Empty(_script.CallsTo("receiver received"));
    }

    [Fact] // 8.5 2
    public async Task G8_errors_arrive_with_their_text_on_both_channels_and_an_unusable_token_as_such()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        _script.Fail("sender versions", new EndpointException("50 % of\nétoiles " + new string('x', 100_000)));
        var failure = await Assert.ThrowsAsync<PeerErrorException>(() => peer.Endpoint.ListVersionsAsync(Tank, CancellationToken.None));
        Assert.StartsWith("rpc error: code = Unknown desc = 50 % of\nétoiles xxx", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(" …(truncated)", failure.Message, StringComparison.Ordinal);

        _script.Fail("sender send", new EndpointException(new string('y', 100_000))); // D-15
        var cut = await Assert.ThrowsAsync<PeerErrorException>(() => peer.Endpoint.SendAsync(Full, CancellationToken.None));
        Assert.InRange(Encoding.UTF8.GetByteCount(cut.Message), 10_000, 32_768);

        _script.Fail("sender estimate", new ResumeTokenUnusableException("gone"));
        _script.Fail("sender send", new ResumeTokenUnusableException("gone"));
        Assert.Equal("resume token unusable: gone", (await Assert.ThrowsAsync<ResumeTokenUnusableException>(() => peer.Endpoint.EstimateAsync(Full, CancellationToken.None))).Message);
        await Assert.ThrowsAsync<ResumeTokenUnusableException>(() => peer.Endpoint.SendAsync(Full, CancellationToken.None));
    }

    [Fact]
    public async Task A_sink_has_no_calls_of_a_source_and_the_reverse()
    {
        await using var sink = await PeerWorld.StartAsync(new PassiveService(receiver: new MemoryReceiver(_script)));
        await using var asSource = sink.ToSource();
        Assert.EndsWith("receiver does not implement SendDry()", await MessageOfAsync(() => asSource.Endpoint.EstimateAsync(Full, CancellationToken.None)), StringComparison.Ordinal);
        Assert.EndsWith("ReplicationCursor not implemented for Receiver", await MessageOfAsync(() => asSource.Endpoint.ReplicationCursorAsync(Tank, CancellationToken.None)), StringComparison.Ordinal);
        Assert.Equal("server error: receiver does not implement Send()", await MessageOfAsync(() => asSource.Endpoint.SendAsync(Full, CancellationToken.None)));
        await asSource.Endpoint.ConfirmAsync(Full, CancellationToken.None);

        await using var source = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var asSink = source.ToSink();
        Assert.Equal("server error: sender does not implement Receive()", await MessageOfAsync(() =>
            asSink.Endpoint.ReceiveAsync(new(Tank, Versions.One("@a:1"), true, Protection.Default), new MemoryStream([1]), CancellationToken.None)));
    }

    [Fact]
    public async Task G15_a_reply_of_more_than_4_MiB_reaches_our_client()
    {
        _sender.Has("tank", string.Join(' ', Enumerable.Range(1, 100_000).Select(i => $"@snapshot-with-a-longer-name-{i}:{i}")));
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        Assert.Equal(100_000, (await peer.Endpoint.ListVersionsAsync(Tank, CancellationToken.None)).Length);
    }

    [Fact] // 8.5 1, 5
    public async Task A_peer_that_is_not_there_or_goes_away_counts_as_unreachable_and_is_found_again()
    {
        var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        await peer.Endpoint.ListFilesystemsAsync(CancellationToken.None);
        await world.DisposeAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => peer.Endpoint.ListFilesystemsAsync(CancellationToken.None));
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(failure, CancellationToken.None));
        var data = await Assert.ThrowsAnyAsync<Exception>(() => peer.Endpoint.SendAsync(Full, CancellationToken.None));
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(data, CancellationToken.None));
        var ping = await Assert.ThrowsAsync<ConnectionLostException>(() => peer.Endpoint.WaitForConnectivityAsync(CancellationToken.None));
        Assert.StartsWith("control and data rpc failed to respond to ping rpcs: ", ping.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T3_an_unlisted_client_is_told_so_on_both_channels_and_the_listener_lives_on()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), client: "10.1.2.3");
        await using var peer = world.ToSource();
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<PeerRefusedException>(() => peer.Endpoint.ListFilesystemsAsync(CancellationToken.None));
            await Assert.ThrowsAsync<PeerRefusedException>(() => peer.Endpoint.SendAsync(Full, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("/v1/nothing", "requested endpoint does not exist")]
    [InlineData("", "requested endpoint does not exist")]
    public async Task D21_an_unknown_endpoint_is_answered_with_exactly_these_bytes(string endpoint, string error)
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        var name = Encoding.ASCII.GetBytes(endpoint);
        byte[] header = name.Length == 0 ? [] : [0, 0, 0, 1, 0, 0, 0, (byte)name.Length, .. name];
        byte[] expected = [.. Hex("00000003 00000030"), .. Encoding.ASCII.GetBytes($"HANDLER ERROR:\n{error}"), .. Hex("00020000 00000000 10000000 00000000")];
        Assert.Equal(expected, await AskAsync(world, [.. header, .. Hex("00020000 00000000 00020000 00000000")]));
    }

    [Fact]
    public async Task D1_a_ping_is_answered_with_the_bytes_of_the_specification() => Assert.Equal(
        Hex("""
            00 00 00 03 00 00 00 0b 48 41 4e 44 4c 45 52 20 4f 4b 0a 00 02 00 00 00 00 00 00 00 00 00 04 00
            00 00 07 0a 05 68 65 6c 6c 6f 00 02 00 00 00 00 00 00 10 00 00 00 00 00 00 00
            """),
        await AskInNewWorldAsync(Hex("""
            00 00 00 01 00 00 00 08 2f 76 31 2f 70 69 6e 67 00 02 00 00 00 00 00 00 00 00 00 02 00 00 00 07
            0a 05 68 65 6c 6c 6f 00 02 00 00 00 00 00 00
            """)));

    [Fact]
    public async Task D1_a_stream_and_a_failing_one_have_the_bytes_of_the_specification()
    {
        var request = Hex("""
            00 00 00 01 00 00 00 08 2f 76 31 2f 73 65 6e 64 00 02 00 00 00 00 00 00 00 00 00 02 00 00 00 50
            0a 06 74 61 6e 6b 2f 61 1a 3e 12 19 7a 72 65 70 6c 5f 32 30 32 34 30 31 33 31 5f 31 32 30 30 30
            30 5f 30 30 30 18 88 ef 99 ab c5 e8 8c 91 11 20 92 21 2a 14 32 30 32 34 2d 30 31 2d 33 31 54 31
            32 3a 30 30 3a 30 30 5a 32 06 0a 04 08 01 10 01 00 02 00 00 00 00 00 00
            """);
        _sender.MakeStream = _ => new MemoryStream("ABC"u8.ToArray());
        _sender.StreamLength = 0;
        var head = "00000003 0000000b 48414e444c4552204f4b0a 00020000 00000000 00020000 00000000 00000005 00000003 414243";
        Assert.Equal(Hex(head + "00020000 00000000 10000000 00000000"), await AskInNewWorldAsync(request));
        _sender.MakeStream = _ => new Failing("ABC"u8.ToArray());
        Assert.Equal(
            Hex(head + "00010000 00000013 7a66732073656e643a20492f4f206572726f72 00020000 00000000 10000000 00000000"),
            await AskInNewWorldAsync(request));
    }

    [Fact]
    public async Task F1_a_request_that_would_end_a_Go_daemon_is_answered_with_an_error()
    {
        var answer = Encoding.UTF8.GetString(await AskInNewWorldAsync(Hex("00000001 00000008 2f76312f73656e64 00020000 00000000 00020000 00000000")));
        Assert.Contains("HANDLER ERROR:\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task M2_an_unknown_label_is_closed_without_an_answer()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var raw = await world.RawAsync();
        await raw.WriteAsync((byte[])[.. VersionBanner.Ours.Encode(), .. new byte[64]]);
        Assert.Equal(VersionBanner.Ours.Encode(), await raw.TakeAsync(67));
        await Assert.ThrowsAnyAsync<Exception>(() => raw.TakeAsync(1));
    }

    [Fact]
    public async Task H7_a_silent_client_does_not_hold_up_another()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var silent = await world.RawAsync();
        await silent.TakeAsync(67); // it is being waited for
        await using var peer = world.ToSource();
        await peer.Endpoint.ListFilesystemsAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
    }

    [Theory]
    [InlineData("08-zrepl_control")]
    [InlineData("03-zrepl_control")]
    public async Task G5_recorded_calls_of_a_Go_client_with_its_empty_authority_are_answered(string name)
    {
        var receiver = new MemoryReceiver(_script);
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: receiver));
        await using var raw = await world.RawAsync();
        await raw.WriteAsync(Recording.Load(name).ToServer.Head);
        foreach (var call in new[] { "receiver list", "receiver versions" })
            await _script.UntilAsync(call).WaitAsync(Deadline.OfATest); // the end of the connection would cancel what has not been called yet
        await raw.ShutdownWriteAsync(CancellationToken.None);
        await raw.TakeAllAsync();
    }

    [Theory]
    [InlineData("41 95 90 e5 45 5f e9 2a 52 34 a4 b6 29 21 ea 2a 91 fa 52 43 0e 82 d9")]
    [InlineData("41 9a 90 e5 45 5f e9 2a 88 14 8d 29 2d 8a 88 12 1e a2 aa 20 47 e9 51 02 43 0e 82 d9")]
    [InlineData("81")]
    public async Task G3_calls_with_the_authority_of_each_Go_release_are_answered(string authority)
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var raw = await world.RawAsync();
        await raw.WriteAsync(Call("ListFilesystems", Hex(authority), []));
        await _script.UntilAsync("sender list");
    }

    [Fact]
    public async Task A_Go_client_is_told_that_a_reply_is_too_large_for_it_instead_of_getting_it()
    {
        _sender.Has("tank", string.Join(' ', Enumerable.Range(1, 100_000).Select(i => $"@snapshot-with-a-longer-name-{i}:{i}")));
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var raw = await world.RawAsync();
        byte[] agent = [0x0f, 0x2b, 14, .. "grpc-go/1.35.0"u8]; // user-agent
        await raw.WriteAsync(Call("ListFilesystemVersions", [.. Hex("81"), .. agent], [0x0a, 4, .. "tank"u8]));
        var answer = new StringBuilder();
        while (!answer.ToString().Contains("that a Go zrepl client accepts. Prune, or update the client", StringComparison.Ordinal))
        {
            Assert.InRange(answer.Length, 0, 10_000); // else it comes as a whole
            answer.Append(Encoding.ASCII.GetString(await raw.TakeAsync(1)));
        }

        Assert.Contains("the list of 100000 snapshots and bookmarks of tank has ", answer.ToString(), StringComparison.Ordinal);
    }

    // A connection with one call, as HTTP/2 without compression of headers.
    private static byte[] Call(string method, byte[] headers, byte[] message)
    {
        var path = Encoding.ASCII.GetBytes("/Replication/" + method);
        byte[] block =
        [
            0x83, 0x86, 0x04, (byte)path.Length, .. path, .. headers,
            0x0f, 0x10, 16, .. "application/grpc"u8, 0x00, 2, .. "te"u8, 8, .. "trailers"u8,
        ];
        return
        [
            .. VersionBanner.Ours.Encode(), .. ConnectionLabel.Control.Bytes.Span, .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Hex("000000 04 00 00000000"),
            0, 0, (byte)block.Length, 1, 4, 0, 0, 0, 1, .. block,
            0, 0, (byte)(5 + message.Length), .. Hex("00 01 00000001 00 000000"), (byte)message.Length, .. message,
        ];
    }

    private async Task<byte[]> AskInNewWorldAsync(byte[] request)
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        return await AskAsync(world, request);
    }

    private static async Task<byte[]> AskAsync(PeerWorld world, byte[] request)
    {
        await using var raw = await world.RawAsync();
        await raw.WriteAsync((byte[])[.. VersionBanner.Ours.Encode(), .. ConnectionLabel.Data.Bytes.Span, .. request]);
        Assert.Equal(VersionBanner.Ours.Encode(), await raw.TakeAsync(67));
        return await raw.TakeAllAsync();
    }

    private static async Task<string> MessageOfAsync(Func<Task> call) => (await Assert.ThrowsAnyAsync<EndpointException>(call)).Message;

    private sealed class Failing(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var count and > 0 ? count : throw new EndpointException("zfs send: I/O error");
    }
}
