using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Streaming;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Wire.Streaming;

/// <summary>A bandwidth limit on either side of a data connection: spec wire 9 and 14.3 rule 5; conformance E-6.</summary>
public sealed class LimitedStreamTests
{
    private const long MiB = 1 << 20;

    private static readonly byte[] Text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500_000).Select(i => $"line {i} of many; ")));
    private readonly ImpatientClock _clock = new();

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(100, false)]
    [InlineData(100, true)]
    public async Task E6_a_sender_keeps_its_limit_counted_in_bytes_on_the_network(int mibPerSecond, bool isCompressed)
    {
        var sent = await SendAsync(Limited(new MemoryStream(Text), mibPerSecond * MiB), isCompressed);
        Assert.Equal(Text, await ReadAsync(new FrameStream(Connection(new BytesWire(sent), isCompressed))));
        AssertTook(PayloadOf(sent), mibPerSecond * MiB);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(100, false)]
    [InlineData(100, true)]
    public async Task E6_a_receiver_keeps_its_limit_counted_in_bytes_on_the_network(int mibPerSecond, bool isCompressed)
    {
        var sent = await SendAsync(new MemoryStream(Text), isCompressed);
        Assert.Equal(Text, await ReadAsync(Limited(new FrameStream(Connection(new BytesWire(sent), isCompressed)), mibPerSecond * MiB)));
        AssertTook(PayloadOf(sent), mibPerSecond * MiB);
    }

    [Fact]
    public async Task A_compressed_stream_that_waits_for_its_limit_is_cancelled_with_a_word_to_the_other_side()
    {
        using var cancel = new CancellationTokenSource();
        var clock = new SettableClock();
        var wire = new BytesWire([]);
        await using var source = new ThrottledStream(new MemoryStream(Text), new TokenBucket(new(10, 1), clock));
        var sending = StreamSender.SendAsync(Connection(wire, isCompressed: true), source, true, () => StreamSender.CancelledText, new SettableClock(), cancel.Token);
        await clock.AwaitedAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Contains(StreamSender.CancelledText, Encoding.UTF8.GetString(wire.Written), StringComparison.Ordinal);
    }

    // All but what a full bucket lets through at first, and what was earned in the time that timers may be late.
    private void AssertTook(long payload, long bytesPerSecond) =>
        Assert.InRange(_clock.Waited.TotalSeconds, 0.95 * payload / bytesPerSecond - 0.13, 1.05 * payload / bytesPerSecond);

    private ThrottledStream Limited(Stream stream, long bytesPerSecond) =>
        new(stream, new TokenBucket(new(bytesPerSecond, BandwidthLimit.DefaultBucketCapacity), _clock));

    private static long PayloadOf(byte[] sent)
    {
        var payload = 0L;
        for (var at = 0; at < sent.Length;)
        {
            var header = FrameHeader.Read(sent.AsSpan(at));
            payload += header.PayloadLength;
            at += FrameHeader.Length + (int)header.PayloadLength;
        }

        return payload;
    }

    private static async Task<byte[]> SendAsync(Stream source, bool isCompressed)
    {
        var wire = new BytesWire([]);
        await StreamSender.SendAsync(Connection(wire, isCompressed), source, isCompressed, () => "", new SettableClock(), CancellationToken.None);
        Assert.Equal(isCompressed, wire.Written.Length < Text.Length / 2);
        return wire.Written;
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using var read = stream;
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private static FrameConnection Connection(BytesWire wire, bool isCompressed) =>
        new(wire, WireLimits.Default, new SettableClock(), NullLogger.Instance, new PeerExtensions(isCompressed));
}
