using System.IO.Pipes;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Streaming;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Moving;
using SendStream = Zrepl.Zfs.Send.SendStream;

namespace Zrepl.Tests.Engine.Wire.Streaming;

/// <summary>
/// Streams that the kernel moves from a pipe into a socket are on the wire like those that are read and written (spec wire 5.3 to 5.5, 13.2): conformance
/// D-4, D-6, D-11, D-22, D-23.
/// </summary>
public sealed class MovedStreamTests
{
    public MovedStreamTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux moves bytes from a pipe into a socket");

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(65_537, null)]
    [InlineData(20_000_000, null)]
    [InlineData(2_000_000, 4096)] // the socket is full most of the time
    public async Task D4_streams_of_any_length_arrive_as_they_were_and_are_counted(long length, int? buffers)
    {
        await using var wires = await WirePair.OpenAsync(buffers);
        await using var sender = Connection(wires.Client);
        await using var receiver = Connection(wires.Server);
        var (input, output) = Pipe();
        var counted = 0L;
        var source = new CountingStream(output, count => counted += count);
        var filling = FillAsync(input, length);

        var sending = SendAsync(sender, source, CancellationToken.None);
        await using var stream = new FrameStream(receiver);
        var digest = Convert.ToHexString(await SHA256.HashDataAsync(stream));

        await filling;
        await sending;
        Assert.Equal(PatternStream.Sha256(length), digest);
        Assert.Equal(length, counted);
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task Frames_are_no_longer_than_the_limit_and_none_is_empty()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var sender = Connection(wires.Client, WireLimits.Default with { SentPayload = 1000 });
        await using var receiver = Connection(wires.Server);
        var (input, output) = Pipe();
        var filling = FillAsync(input, 10_001);
        var sending = SendAsync(sender, output, CancellationToken.None);
        var (total, buffer) = (0L, new byte[1000]);
        while (await receiver.ReadHeaderAsync(CancellationToken.None) is { Type: FrameType.ZfsStream } frame)
        {
            Assert.InRange(frame.PayloadLength, 1u, 1000u);
            while (await receiver.ReadPayloadAsync(buffer, CancellationToken.None) is var count and > 0) total += count;
        }

        Assert.Equal(10_001, total);
        await filling;
        await sending;
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task D22_a_zfs_send_that_fails_is_told_in_a_trailer_after_what_it_gave()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var sender = Connection(wires.Client);
        await using var receiver = Connection(wires.Server);
        var (input, output) = Pipe();
        await FillAsync(input, 3);
        await using var source = new SendStream(new EndedSend(output, new(1), "cannot send: I/O error"));

        var sending = SendAsync(sender, source, CancellationToken.None);
        await using var stream = new FrameStream(receiver);
        await stream.ReadExactlyAsync(new byte[3]);

        var told = await Assert.ThrowsAsync<PeerErrorException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.Contains("I/O error", told.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SourceFailedException>(() => sending);
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task D23_a_cancelled_stream_ends_with_the_reason_although_nothing_comes_through_the_pipe()
    {
        await using var wires = await WirePair.OpenAsync();
        await using var sender = Connection(wires.Client);
        await using var receiver = Connection(wires.Server);
        var (input, output) = Pipe();
        await using var open = input; // the end of the pipe does not come
        await input.WriteAsync(new byte[3]);
        using var cancelled = new CancellationTokenSource();

        var sending = SendAsync(sender, output, cancelled.Token);
        await using var stream = new FrameStream(receiver);
        await stream.ReadExactlyAsync(new byte[3]);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Deadline.OfATest));
        var told = await Assert.ThrowsAsync<PeerErrorException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.Contains(StreamSender.CancelledText, told.Message, StringComparison.Ordinal);
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task D6_heartbeats_go_out_between_the_frames_of_a_slow_pipe()
    {
        var clock = new SettableClock();
        await using var wires = await WirePair.OpenAsync();
        await using var sender = Connection(wires.Client, clock: clock);
        var (input, output) = Pipe();
        await input.WriteAsync("ABC"u8.ToArray());
        var isSent = new TaskCompletionSource();
        var sending = SendAsync(sender, new CountingStream(output, _ => isSent.TrySetResult()), CancellationToken.None);
        Assert.Equal(FrameType.ZfsStream, (await NextAsync(wires.Server, 3)).Type);
        await isSent.Task;

        clock.Advance(TimeSpan.FromSeconds(4.5));

        Assert.Equal(FrameType.Heartbeat, (await NextAsync(wires.Server, 0)).Type);
        await input.WriteAsync("DE"u8.ToArray());
        await input.DisposeAsync();
        Assert.Equal(FrameType.ZfsStream, (await NextAsync(wires.Server, 2)).Type);
        Assert.Equal(FrameType.End, (await NextAsync(wires.Server, 0)).Type);
        await sending;
        wires.Server.Abort();
    }

    [Fact]
    public async Task A_stream_into_a_full_socket_ends_when_the_connection_is_broken_off()
    {
        await using var wires = await WirePair.OpenAsync(buffers: 4096);
        await using var sender = Connection(wires.Client);
        var (input, output) = Pipe();
        var filling = FillAsync(input, 20_000_000);
        var sending = SendAsync(sender, output, CancellationToken.None);
        await NextAsync(wires.Server, 0); // it is under way, and nobody reads on

        sender.Abort("enough");

        await Assert.ThrowsAsync<ConnectionLostException>(() => sending.WaitAsync(Deadline.OfATest));
        await output.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => filling);
    }

    [Fact]
    public async Task Between_attempts_to_compress_what_cannot_be_compressed_is_moved()
    {
        const int Length = 20_000_000; // the attempts take 8 frames of at most 512 KiB
        await using var wires = await WirePair.OpenAsync();
        var zstd = new PeerExtensions(Compression: true);
        await using var sender = Connection(wires.Client, extensions: zstd);
        await using var receiver = Connection(wires.Server, extensions: zstd);
        var (input, output) = Pipe();
        var (filling, moved) = (FillAsync(input, Length), 0L);
        var source = new Transparent(output, count => moved += count);

        var sending = StreamSender.SendAsync(sender, source, true, () => "", TimeProvider.System, CancellationToken.None);
        await using var stream = new FrameStream(receiver);
        Assert.Equal(PatternStream.Sha256(Length), Convert.ToHexString(await SHA256.HashDataAsync(stream)));

        await filling;
        await sending;
        Assert.InRange(moved, Length - CompressionChoice.PartsOfAProbe * 512 * 1024, Length - 1);
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public async Task What_wants_to_see_the_bytes_is_not_passed_by()
    {
        var (input, output) = Pipe();
        await using var _ = input;
        await using var throttled = new ThrottledStream(output, new TokenBucket(new(1000, 1000), TimeProvider.System));
        Assert.Null(SendPipe.Behind(throttled));
        Assert.Null(SendPipe.Behind(new CountingStream(throttled, _ => { })));
        Assert.Null(SendPipe.Behind(new PatternStream(1)));
        Assert.NotNull(SendPipe.Behind(new CountingStream(output, _ => { })));
    }

    private static Task SendAsync(FrameConnection sender, Stream source, CancellationToken cancellation)
    {
        Assert.True(sender.CanMove);
        Assert.NotNull(SendPipe.Behind(source));
        return StreamSender.SendAsync(sender, source, false, () => StreamSender.CancelledText, TimeProvider.System, cancellation);
    }

    private static FrameConnection Connection(WireStream wire, WireLimits? limits = null, TimeProvider? clock = null, PeerExtensions? extensions = null) =>
        new(wire, limits ?? WireLimits.Default, clock ?? TimeProvider.System, NullLogger.Instance, extensions);

    private static (AnonymousPipeServerStream Input, Stream Output) Pipe()
    {
        var input = new AnonymousPipeServerStream(PipeDirection.Out);
        return (input, new AnonymousPipeClientStream(PipeDirection.In, input.ClientSafePipeHandle));
    }

    private static async Task FillAsync(Stream pipe, long length)
    {
        await using (pipe) await new PatternStream(length).CopyToAsync(pipe);
    }

    // Reads a header, and the payload if it has that length.
    private static async Task<FrameHeader> NextAsync(WireStream wire, int expected)
    {
        var bytes = new byte[FrameHeader.Length];
        await wire.ReadExactlyAsync(bytes);
        var header = FrameHeader.Read(bytes);
        if (header.PayloadLength == expected) await wire.ReadExactlyAsync(new byte[expected]);
        return header;
    }

    // Counts only what passes it by.
    private sealed class Transparent(Stream inner, Action<int> moved) : Stream, ITransparentStream
    {
        public Stream Inner => inner;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Count(int bytes) => moved(bytes);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
