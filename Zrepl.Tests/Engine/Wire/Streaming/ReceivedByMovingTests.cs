using System.IO.Pipes;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Streaming;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Moving;

namespace Zrepl.Tests.Engine.Wire.Streaming;

/// <summary>
/// Streams that the kernel moves from a socket into the pipe of <c>zfs receive</c> are those that were sent (spec wire 5.3 to 5.5, 13.2): conformance D-4,
/// D-5, D-7, D-9, D-11, D-24.
/// </summary>
public sealed class ReceivedByMovingTests
{
    private static readonly byte[] Heartbeat = Frames.Heartbeat.ToArray();

    public ReceivedByMovingTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux moves bytes from a socket into a pipe");

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(65_537, null)]
    [InlineData(20_000_000, null)]
    [InlineData(2_000_000, 4096)] // the socket is empty most of the time
    public async Task D4_streams_of_any_length_arrive_as_they_were_and_are_counted(long length, int? buffers)
    {
        await using var wires = await WirePair.OpenAsync(buffers);
        await using var sender = Connection(wires.Client);
        await using var receiver = Connection(wires.Server);
        var sending = StreamSender.SendAsync(sender, new PatternStream(length), false, () => "", TimeProvider.System, CancellationToken.None);

        var counted = 0L;
        await using var stream = new FrameStream(receiver);
        var digest = await TakeAsync(new CountingStream(stream, count => counted += count));

        await sending;
        Assert.Equal(PatternStream.Sha256(length), digest);
        Assert.Equal(length, counted);
        Assert.True(stream.IsComplete);
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task D5_heartbeats_and_empty_frames_between_the_frames_are_no_part_of_the_stream()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var receiver = Connection(wires.Server);
        await using var stream = new FrameStream(receiver);
        var taking = TakeAsync(stream);
        foreach (var bytes in (byte[][])[Heartbeat, Frame("AB"), Heartbeat, Frame(""), Heartbeat, Heartbeat, Frame("CDE"), Frames.End.ToArray()])
        {
            foreach (var one in bytes) await wires.Client.WriteAsync(new[] { one }); // however they are cut on the way
        }

        Assert.Equal(Convert.ToHexString(SHA256.HashData("ABCDE"u8)), await taking.WaitAsync(Deadline.OfATest));
        wires.Client.Abort();
    }

    [Fact]
    public async Task D11_an_error_trailer_after_moved_bytes_is_the_failure_of_the_stream()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var sender = Connection(wires.Client);
        await using var receiver = Connection(wires.Server);
        var sending = StreamSender.SendAsync(sender, new PatternStream(1_000_000, failure: new IOException("I/O error on the disk")), false, () => "", TimeProvider.System, CancellationToken.None);
        await using var stream = new FrameStream(receiver);

        var told = await Assert.ThrowsAsync<PeerErrorException>(() => TakeAsync(stream));

        Assert.Contains("I/O error on the disk", told.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SourceFailedException>(() => sending);
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Theory]
    [InlineData(3)] // in the header
    [InlineData(12)] // in the payload
    public async Task D24_a_stream_that_is_cut_never_ends_well_also_when_read_again(int bytes)
    {
        await using var wires = await WirePair.OpenAsync();
        await using var receiver = Connection(wires.Server);
        await using var stream = new FrameStream(receiver);
        var (taking, first) = TakeFirst(stream, 5);
        await wires.Client.WriteAsync(Frame("first"));
        await first; // from now on bytes are moved
        await wires.Client.WriteAsync(Frame("second").AsMemory(0, bytes));
        await wires.Client.ShutdownWriteAsync(CancellationToken.None);

        await Assert.ThrowsAsync<ConnectionLostException>(() => taking.WaitAsync(Deadline.OfATest));
        await Assert.ThrowsAsync<ConnectionLostException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        wires.Client.Abort();
    }

    [Fact]
    public async Task D9_a_peer_that_falls_silent_in_the_middle_of_a_frame_is_given_up_after_ten_seconds()
    {
        var clock = new SettableClock();
        await using var wires = await WirePair.OpenAsync();
        await using var receiver = Connection(wires.Server, clock);
        await using var stream = new FrameStream(receiver);
        var (taking, moved) = TakeFirst(stream, 5 + 4);
        await wires.Client.WriteAsync(Frame("first"));
        await wires.Client.WriteAsync(Frame("second").AsMemory(0, FrameHeader.Length + 4));
        await moved;
        while (!taking.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }

        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => taking);
        Assert.Contains("nothing received for 10s", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D7_time_in_which_the_pipe_is_full_does_not_count_as_silence()
    {
        const int Length = 3_000_000; // more than a pipe and the buffers of the sockets hold
        var clock = new SettableClock();
        await using var wires = await WirePair.OpenAsync(buffers: 4096);
        await using var sender = Connection(wires.Client, clock);
        await using var receiver = Connection(wires.Server, clock);
        var sending = StreamSender.SendAsync(sender, new PatternStream(Length), false, () => "", TimeProvider.System, CancellationToken.None);
        await using var stream = new FrameStream(receiver);
        var (input, output) = Pipe();
        var counted = 0L;
        var pumping = PumpAsync(new CountingStream(stream, count => Interlocked.Add(ref counted, count)), input);
        await UntilStillAsync(() => Interlocked.Read(ref counted));

        clock.Advance(TimeSpan.FromSeconds(9)); // both sides have sent heartbeats then, which the receiver has not read

        var digest = Convert.ToHexString(await SHA256.HashDataAsync(output).AsTask().WaitAsync(Deadline.OfATest));
        Assert.Equal(PatternStream.Sha256(Length), digest);
        await pumping;
        await sending;
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task When_nobody_reads_the_pipe_any_more_that_is_said_and_the_connection_is_in_order()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var sender = Connection(wires.Client);
        await using var receiver = Connection(wires.Server);
        var sending = StreamSender.SendAsync(sender, new PatternStream(20_000_000), false, () => "", TimeProvider.System, CancellationToken.None);
        await using var stream = new FrameStream(receiver);
        var (input, output) = Pipe();
        await stream.ReadExactlyAsync(new byte[1]); // as the head of a stream is
        var mover = StreamMover.Between(stream, input);
        Assert.NotNull(mover);
        await output.DisposeAsync();
        var isOpen = true;
        while (isOpen && (isOpen = await mover.MoveAsync(CancellationToken.None)) && await stream.ReadAsync(new byte[4096]) > 0)
        {
        }

        Assert.False(isOpen);
        while (await stream.ReadAsync(new byte[4096]) > 0)
        {
        }

        await sending;
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_soon_and_what_comes_later_can_be_read()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var receiver = Connection(wires.Server);
        await using var stream = new FrameStream(receiver);
        await wires.Client.WriteAsync(Frame("ABC"));
        await stream.ReadExactlyAsync(new byte[3]);
        var (input, output) = Pipe();
        await using var _ = output;
        using var cancelled = new CancellationTokenSource();
        var moving = StreamMover.Between(stream, input)!.MoveAsync(cancelled.Token); // both can
        await wires.Client.WriteAsync(Frame("DE").AsMemory(0, 5));

        await cancelled.CancelAsync();

        Assert.True(await moving.WaitAsync(Deadline.OfATest));
        await wires.Client.WriteAsync(Frame("DE").AsMemory(5));
        var rest = new byte[2];
        await stream.ReadExactlyAsync(rest);
        Assert.Equal("DE"u8.ToArray(), rest);
        wires.Client.Abort();
    }

    [Fact]
    public async Task The_pipe_of_a_send_in_this_process_is_moved_into_that_of_the_receive()
    {
        const int Length = 5_000_000;
        var (sent, from) = Pipe();
        await using var send = new Zrepl.Zfs.Send.SendStream(new EndedSend(from, new(0), ""));
        var filling = Task.Run(async () =>
        {
            await using (sent) await new PatternStream(Length).CopyToAsync(sent);
        });
        var moved = 0L;
        var (input, output) = Pipe();
        var mover = StreamMover.Between(new CountingStream(send, count => moved += count), input);
        Assert.NotNull(mover);
        var pumping = Task.Run(async () =>
        {
            await using (input)
            {
                Assert.True(await mover.MoveAsync(CancellationToken.None));
                Assert.Equal(0, await send.ReadAsync(new byte[1]));
            }
        });

        Assert.Equal(PatternStream.Sha256(Length), Convert.ToHexString(await SHA256.HashDataAsync(output)));
        await pumping;
        await filling;
        Assert.Equal(Length, moved);
    }

    // As the pump of zfs receive does it.
    private static async Task<string> TakeAsync(Stream stream)
    {
        var (input, output) = Pipe();
        var digest = Task.Run(async () => Convert.ToHexString(await SHA256.HashDataAsync(output)));
        await PumpAsync(stream, input);
        return await digest;
    }

    // And tells when so many bytes have come.
    private static (Task<string> Taking, Task Come) TakeFirst(Stream stream, int bytes)
    {
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var total = 0;
        var taking = TakeAsync(new CountingStream(stream, count =>
        {
            if ((total += count) >= bytes) come.TrySetResult();
        }));
        return (taking, come.Task.WaitAsync(Deadline.OfATest));
    }

    private static async Task PumpAsync(Stream stream, PipeStream pipe)
    {
        await using var _ = pipe;
        var mover = StreamMover.Between(stream, pipe);
        Assert.NotNull(mover);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            Assert.True(await mover.MoveAsync(CancellationToken.None));
            var count = await stream.ReadAsync(buffer);
            if (count == 0) return;
            await pipe.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task UntilStillAsync(Func<long> count)
    {
        for (var before = -1L; count() is var now && (now == 0 || now != before); before = now) await Task.Delay(300);
    }

    private static byte[] Frame(string payload)
    {
        var frame = new byte[FrameHeader.Length + payload.Length];
        new FrameHeader(FrameType.ZfsStream, (uint)payload.Length).Write(frame);
        System.Text.Encoding.ASCII.GetBytes(payload, frame.AsSpan(FrameHeader.Length));
        return frame;
    }

    private static FrameConnection Connection(WireStream wire, TimeProvider? clock = null) =>
        new(wire, WireLimits.Default, clock ?? TimeProvider.System, NullLogger.Instance);

    private static (AnonymousPipeServerStream Input, Stream Output) Pipe()
    {
        var input = new AnonymousPipeServerStream(PipeDirection.Out);
        return (input, new AnonymousPipeClientStream(PipeDirection.In, input.ClientSafePipeHandle));
    }
}
