using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Streaming;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using static Zrepl.Tests.Support.Wire.WireReading;

namespace Zrepl.Tests.Engine.Wire.Streaming;

/// <summary>Messages, streams and error trailers: spec wire 5.3; conformance D-2, D-3, D-4, D-11, D-12, D-14, D-22, D-24.</summary>
public sealed class FrameStreamTests
{
    private const string End = "00020000 00000000";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(524_287)]
    [InlineData(524_288)]
    [InlineData(524_289)]
    [InlineData(20_000_000)]
    public async Task D4_streams_of_any_length_arrive_as_they_were(long length)
    {
        await using var wires = await WirePair.OpenAsync();
        await using var sender = Connection(wires.Client);
        await using var receiver = Connection(wires.Server);
        var sending = StreamSender.SendAsync(sender, new PatternStream(length), false, () => "", TimeProvider.System, CancellationToken.None);
        await using var stream = new FrameStream(receiver);
        Assert.Equal(PatternStream.Sha256(length), Convert.ToHexString(await SHA256.HashDataAsync(stream)));
        await sending;
        Assert.True(stream.IsComplete);
        await Task.WhenAll(sender.CloseAsync(), receiver.CloseAsync());
    }

    [Fact]
    public void D2_an_empty_message_is_its_end_only()
    {
        var frames = new System.Buffers.ArrayBufferWriter<byte>();
        Frames.WriteMessage(frames, FrameType.Response, [], 10);
        Assert.Equal(Hex(End), frames.WrittenMemory.ToArray());
    }

    [Fact]
    public void Long_messages_are_cut_into_frames_none_of_them_empty()
    {
        var frames = new System.Buffers.ArrayBufferWriter<byte>();
        Frames.WriteMessage(frames, FrameType.Request, "abcdef"u8, 3);
        Assert.Equal(Hex($"00000002 00000003 616263 00000002 00000003 646566 {End}"), frames.WrittenMemory.ToArray());
    }

    [Fact]
    public async Task D3_a_message_in_frames_of_one_byte_is_put_together()
    {
        var bytes = string.Concat("/v1/ping"u8.ToArray().Select(b => $"00000001 00000001 {b:x2} 01000000 00000000")) + End;
        var message = await MessageReader.ReadAsync(Connection(new BytesWire(Hex(bytes), 3)), FrameType.RequestHeader, 100, CancellationToken.None);
        Assert.Equal("/v1/ping", Encoding.ASCII.GetString(message.Span));
    }

    [Theory]
    [InlineData("00000001 00000002 6162 00000001 00000002 6364")]
    [InlineData("00000001 00000004 61626364")]
    [InlineData("00000001 7fffffff")]
    public async Task D14_a_message_over_its_limit_is_an_error_and_is_not_waited_for(string bytes) =>
        await Assert.ThrowsAsync<WireProtocolException>(() =>
            MessageReader.ReadAsync(Connection(new BytesWire(Hex(bytes))), FrameType.RequestHeader, 3, CancellationToken.None));

    [Fact]
    public async Task D12_a_frame_of_another_type_is_named()
    {
        var failure = await Assert.ThrowsAsync<WireProtocolException>(() => ReadAllAsync("00000002 00000001 61"));
        Assert.Equal("stream: protocol error: unexpected frame type 2 (expected 5)", failure.Message);
    }

    [Fact]
    public async Task D11_an_error_trailer_ends_the_stream_with_the_text_of_the_source()
    {
        var failure = await Assert.ThrowsAsync<PeerErrorException>(() => ReadAllAsync($"00000005 00000001 61 00010000 00000003 626164 {End}"));
        Assert.Equal("stream: source error: bad", failure.Message);
        Assert.Equal(FailureClass.Permanent, FailureClasses.Of(failure, CancellationToken.None));
    }

    [Fact]
    public async Task D11_an_error_trailer_may_come_in_several_frames()
    {
        var failure = await Assert.ThrowsAsync<PeerErrorException>(() =>
            ReadAllAsync($"00010000 00000001 c3 01000000 00000000 00010000 00000002 bc62 {End}"));
        Assert.Equal("stream: source error: üb", failure.Message);
    }

    [Fact]
    public async Task D11_an_error_trailer_that_is_no_text_is_still_an_error()
    {
        var failure = await Assert.ThrowsAsync<PeerErrorException>(() => ReadAllAsync($"00010000 00000001 ff {End}"));
        Assert.Equal("stream: source implementation error: source error, but not encoded as UTF-8", failure.Message);
    }

    [Fact]
    public async Task D11_an_endless_error_trailer_is_cut_off()
    {
        var frame = Hex("00010000 00080000").Concat(new byte[0x80000]);
        await Assert.ThrowsAsync<WireProtocolException>(() => ReadAllAsync([.. frame, .. frame, .. frame]));
    }

    [Fact]
    public async Task D24_a_stream_that_is_cut_never_ends_well_also_when_read_again()
    {
        await using var stream = new FrameStream(Connection(new BytesWire(Hex("00000005 00000003 414243"))));
        Assert.Equal(3, await stream.ReadAsync(new byte[10]));
        await Assert.ThrowsAsync<ConnectionLostException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        await Assert.ThrowsAsync<ConnectionLostException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.False(stream.IsComplete);
    }

    [Fact]
    public async Task D22_a_source_that_fails_is_told_in_a_trailer_after_what_it_gave()
    {
        var (bytes, failure) = await SendFailingAsync(new EndpointException("zfs send failed: exit status 1"));
        Assert.Equal(Hex("00000005 00000003")[..8], bytes[..8]);
        Assert.Equal([.. Hex("00010000 0000001e"), .. "zfs send failed: exit status 1"u8, .. Hex(End)], bytes[11..]);
        Assert.IsType<EndpointException>(failure.InnerException);
    }

    [Fact]
    public async Task D11_a_failure_without_words_gets_some_because_an_empty_trailer_would_be_success()
    {
        var (bytes, _) = await SendFailingAsync(new EndpointException(""));
        Assert.Equal([.. Hex("00010000 00000011"), .. "EndpointException"u8, .. Hex(End)], bytes[11..]);
        Assert.Equal("unknown error"u8.ToArray(), ErrorText.Encode(" ", 100));
    }

    [Fact]
    public async Task D11_a_long_failure_is_sent_in_several_frames()
    {
        var (bytes, _) = await SendFailingAsync(new EndpointException(new string('x', 600_000)));
        Assert.Equal(Hex("00010000 00080000"), bytes[11..19]);
        Assert.Equal(8 + 3 + 8 + 524_288 + 8 + 600_000 - 524_288 + 8, bytes.Length);
    }

    [Fact]
    public void Texts_are_cut_between_characters()
    {
        var text = Encoding.UTF8.GetString(ErrorText.Encode(new string('ü', 100), 50));
        Assert.EndsWith(" …(truncated)", text, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(text) <= 50);
        Assert.DoesNotContain('\ufffd', text);
    }

    [Fact]
    public async Task A_cancelled_stream_ends_with_the_reason()
    {
        var wire = new BytesWire([]);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            StreamSender.SendAsync(Connection(wire), new PatternStream(10), true, () => StreamSender.CancelledText, TimeProvider.System, cancelled.Token));
        Assert.Equal([.. Hex("00010000 0000001f"), .. "replication cancelled on sender"u8, .. Hex(End)], wire.Written);
    }

    private static async Task<(byte[] Written, SourceFailedException Failure)> SendFailingAsync(Exception failure)
    {
        var wire = new BytesWire([]);
        var thrown = await Assert.ThrowsAsync<SourceFailedException>(() =>
            StreamSender.SendAsync(Connection(wire), new PatternStream(3, failure: failure), false, () => "", TimeProvider.System, CancellationToken.None));
        return (wire.Written, thrown);
    }

    private static FrameConnection Connection(WireStream wire) => new(wire, WireLimits.Default, new SettableClock(), NullLogger.Instance);

    private static Task ReadAllAsync(string hex) => ReadAllAsync(Hex(hex));

    private static async Task ReadAllAsync(byte[] bytes)
    {
        await using var stream = new FrameStream(Connection(new BytesWire(bytes)));
        await stream.CopyToAsync(Stream.Null);
    }
}
