using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using static Zrepl.Tests.Support.Wire.WireReading;

namespace Zrepl.Tests.Engine.Wire.Framing;

/// <summary>Frames, heartbeats, silence and the end against a scripted peer: spec wire 5.1 to 5.6; conformance D-5, D-6, D-7, D-8, D-9, D-10, D-12, D-13, D-16, D-17, D-19, D-24, D-25.</summary>
public sealed class FrameConnectionTests : IAsyncLifetime
{
    private static readonly byte[] Heartbeat = Hex("01000000 00000000");
    private static readonly byte[] Reset = Hex("10000000 00000000");

    private readonly SettableClock _clock = new();
    private WirePair _wires = null!;
    private FrameConnection _ours = null!;

    private SocketWireEnd Peer => new(_wires);

    public async ValueTask InitializeAsync()
    {
        _wires = await WirePair.OpenAsync(buffers: 16 * 1024);
        _ours = new(_wires.Client, WireLimits.Default, _clock, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _wires.Server.Abort();
        await _ours.CloseAsync().WaitAsync(Deadline.OfATest);
        await _wires.DisposeAsync();
    }

    [Fact]
    public async Task D5_heartbeats_are_ignored_between_and_inside_messages()
    {
        await Peer.SayAsync(Heartbeat, Hex("00000001 00000002 6162"), Heartbeat, Heartbeat, Hex("00020000 00000000"));
        Assert.Equal(new FrameHeader(FrameType.RequestHeader, 2), await ReadAsync());
        var payload = new byte[10];
        Assert.Equal(2, await _ours.ReadPayloadAsync(payload, CancellationToken.None));
        Assert.Equal(0, await _ours.ReadPayloadAsync(payload, CancellationToken.None));
        Assert.Equal(FrameType.End, (await ReadAsync()).Type);
    }

    [Fact]
    public async Task D25_data_is_delivered_at_once_without_waiting_for_a_following_frame()
    {
        await Peer.SayAsync(Hex("00000005 00000003 414243"));
        Assert.Equal(new FrameHeader(FrameType.ZfsStream, 3), await ReadAsync());
        Assert.Equal(3, await _ours.ReadPayloadAsync(new byte[100], CancellationToken.None));
    }

    [Fact]
    public async Task D24_an_end_of_the_connection_after_a_complete_payload_is_an_error_and_a_lost_connection()
    {
        await Peer.SayAsync(Hex("00000005 00000003 414243"));
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        await ReadAsync();
        Assert.Equal(3, await _ours.ReadPayloadAsync(new byte[100], CancellationToken.None));
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(ReadAsync);
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(lost, CancellationToken.None));
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("00000005 00000003 41")]
    public async Task An_end_within_a_frame_is_an_error(string bytes)
    {
        await Peer.SayAsync(Hex(bytes));
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        await Assert.ThrowsAsync<ConnectionLostException>(async () =>
        {
            await ReadAsync();
            while (true) await _ours.ReadPayloadAsync(new byte[1], CancellationToken.None);
        });
    }

    [Theory]
    [InlineData("02000000 00000000", "unknown frame type 2000000")] // range of heartbeats
    [InlineData("20000000 00000000", "unknown frame type 20000000")] // range of the frame layer
    [InlineData("00000005 ffffffff", "4294967295")] // D-13
    [InlineData("00000005 01000001", "16777217")]
    [InlineData("00020000 00010001", "65537")]
    public async Task D12_D13_impossible_frames_end_the_connection_without_an_allocation(string bytes, string named)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        await Peer.SayAsync(Hex(bytes));
        var failure = await Assert.ThrowsAsync<WireProtocolException>(ReadAsync);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public async Task Payload_of_empty_frame_types_is_skipped()
    {
        await Peer.SayAsync(Hex("01000000 00000002 ffff"), Hex("00020000 00000003 ffffff"), Hex("00000001 00000001 61"));
        Assert.Equal(FrameType.End, (await ReadAsync()).Type);
        Assert.Equal(FrameType.RequestHeader, (await ReadAsync()).Type);
    }

    [Fact]
    public async Task D6_a_heartbeat_goes_out_before_five_seconds_of_silence_have_passed_and_again()
    {
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(Heartbeat, await _wires.Server.TakeAsync(8));
        }
    }

    [Fact]
    public async Task Whoever_sends_needs_no_heartbeat()
    {
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            await _ours.WriteAsync(Frames.End, CancellationToken.None);
            Assert.Equal(Frames.End.ToArray(), await _wires.Server.TakeAsync(8));
        }
    }

    [Fact]
    public async Task D9_a_peer_that_says_nothing_is_given_up_after_ten_seconds_and_counts_as_unreachable()
    {
        var reading = ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(reading.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => reading);
        Assert.Contains("nothing received for 10s", lost.Message, StringComparison.Ordinal);
        Assert.True(_ours.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_peer_that_sends_heartbeats_is_waited_for()
    {
        for (var i = 0; i < 20; i++)
        {
            var reading = ReadAsync();
            _clock.Advance(TimeSpan.FromSeconds(5));
            Assert.False(reading.IsCompleted);
            await Peer.SayAsync(Heartbeat, Frames.End.ToArray()); // the end frame shows that the heartbeat was seen
            await reading;
        }
    }

    [Fact]
    public async Task D7_time_in_which_nobody_reads_does_not_count()
    {
        _clock.Advance(TimeSpan.FromMinutes(10));
        await Peer.SayAsync(Hex("00000005 00000001 61"));
        Assert.Equal(FrameType.ZfsStream, (await ReadAsync()).Type);
    }

    [Fact]
    public async Task D8_D10_a_write_that_gets_nowhere_fails_ten_seconds_after_the_last_heartbeat()
    {
        var writing = BlockWriteAsync();
        for (var i = 0; i < 20; i++)
        {
            // D-8: as long as heartbeats come a frame may take minutes
            _clock.Advance(TimeSpan.FromSeconds(5));
            Assert.False(writing.IsCompleted);
            await Peer.SayAsync(Heartbeat, Frames.End.ToArray());
            await ReadAsync();
        }

        var reading = ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(10.5));
        await Assert.ThrowsAsync<ConnectionLostException>(() => writing.WaitAsync(Deadline.OfATest));
        await Assert.ThrowsAsync<ConnectionLostException>(() => reading.WaitAsync(Deadline.OfATest));
    }

    [Fact]
    public async Task D16_a_reset_while_reading_is_answered_at_once_with_our_own()
    {
        var reading = ReadAsync();
        await Peer.SayAsync(Reset);
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        Assert.Equal(Reset, await _wires.Server.TakeAllAsync());
        await Assert.ThrowsAsync<ConnectionLostException>(() => reading);
        await _ours.CloseAsync().WaitAsync(Deadline.OfATest); // the clock stands still: nothing was waited for
    }

    [Fact]
    public async Task D16_after_a_reset_what_is_being_written_is_finished_and_nothing_more()
    {
        var reading = ReadAsync();
        var writing = BlockWriteAsync();
        await Peer.SayAsync(Reset);
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        var all = await _wires.Server.TakeAllAsync();
        await writing;
        Assert.Equal(Reset, all[^8..]);
        await Assert.ThrowsAsync<ConnectionLostException>(() => reading);
        await Assert.ThrowsAsync<ConnectionLostException>(() => _ours.WriteAsync(Frames.End, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Our_end_is_a_reset_and_an_end_of_the_stream_and_what_the_peer_still_sends_is_read()
    {
        var closing = _ours.CloseAsync();
        Assert.Equal(Reset, await _wires.Server.TakeAllAsync());
        for (var i = 0; i < 100; i++) await _wires.Server.WriteAsync(new byte[10_000]);
        Assert.False(closing.IsCompleted);
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        await closing.WaitAsync(Deadline.OfATest);
    }

    [Fact]
    public async Task D17_D19_a_peer_that_never_ends_is_dropped_after_ten_seconds()
    {
        var closing = _ours.CloseAsync();
        Assert.Equal(Reset, await _wires.Server.TakeAllAsync());
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(closing.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await closing.WaitAsync(Deadline.OfATest);
        await Assert.ThrowsAnyAsync<Exception>(() => _wires.Server.TakeAsync(1)); // reset
    }

    [Fact]
    public async Task D17_a_peer_that_keeps_sending_is_cut_off_at_a_limit()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var ours = new FrameConnection(wires.Client, WireLimits.Default with { MaxDrainedBytes = 1_000_000 }, _clock, NullLogger.Instance);
        var closing = ours.CloseAsync();
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            for (var i = 0; i < 10_000; i++) await wires.Server.WriteAsync(new byte[10_000]);
        });
        await closing.WaitAsync(Deadline.OfATest);
    }

    [Fact]
    public async Task A_connection_that_was_closed_here_takes_no_more_frames()
    {
        var closing = _ours.CloseAsync();
        await _wires.Server.TakeAllAsync();
        var failure = await Assert.ThrowsAsync<ConnectionLostException>(() => _ours.WriteAsync(Frames.End, CancellationToken.None).AsTask());
        Assert.Contains("frameconn: shutting down", failure.Message, StringComparison.Ordinal);
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        await closing;
    }

    private Task<FrameHeader> ReadAsync() => _ours.ReadHeaderAsync(CancellationToken.None).AsTask().WaitAsync(Deadline.OfATest);

    // Writes until the buffers of both sides are full, for a peer that does not read.
    private Task BlockWriteAsync() => _ours.WriteAsync(new byte[8 * 1024 * 1024], CancellationToken.None).AsTask();

    private readonly record struct SocketWireEnd(WirePair Wires)
    {
        public async Task SayAsync(params byte[][] frames)
        {
            foreach (var frame in frames) await Wires.Server.WriteAsync(frame);
        }
    }
}
