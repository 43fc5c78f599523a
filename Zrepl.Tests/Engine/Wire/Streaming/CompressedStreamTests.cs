using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Engine.Wire.Streaming;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Names;
using ZstdSharp;
using Messages = Zrepl.Engine.Wire.Messages;

namespace Zrepl.Tests.Engine.Wire.Streaming;

/// <summary>Compression between two daemons of ours: spec wire 14.2, 14.3; conformance H-3, H-8.</summary>
public sealed class CompressedStreamTests
{
    private static readonly byte[] Text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i % 100} of many; ")));
    private static readonly DatasetPath Tank = DatasetPath.Parse("tank");
    private static readonly WireLimits Compressing = WireLimits.Default with { MayCompress = true };
    private static readonly PeerExtensions Agreed = new(Compression: true);

    [Theory]
    [InlineData(true, "zn.zstd/1 max=3", true)]
    [InlineData(true, "zn.zstd/2", true)] // a newer one can also do what the older one does
    [InlineData(true, "zn.zstd/x", false)]
    [InlineData(true, "zn.zstdx/1", false)]
    [InlineData(true, "zrepl-net/1 zstd credit", false)]
    [InlineData(false, "zn.zstd/1", false)]
    public void H3_it_is_active_only_if_both_announced_it(bool ours, string theirs, bool isActive) =>
        Assert.Equal(isActive, new PeerExtensions(ours).With(new(7, ["zn.other/1", theirs])).Compression);

    [Fact]
    public void H8_towards_a_Go_daemon_nothing_is_active_and_a_banner_that_announces_is_one_that_Go_reads()
    {
        Assert.Equal(PeerExtensions.None, Agreed.With(VersionBanner.Ours));
        Assert.Equal("0000000066 ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0001\nzn.zstd/1\n", Encoding.ASCII.GetString(VersionBanner.With(Agreed).Encode()));
    }

    [Fact]
    public async Task What_can_be_compressed_is_shorter_on_the_wire_and_arrives_as_it_was()
    {
        var written = await SendAsync(new MemoryStream(Text), Agreed, isCompressible: true);
        Assert.InRange(written.Length, 100, Text.Length / 4);
        Assert.Equal((uint)FrameType.ZfsStreamZstd, BinaryPrimitives.ReadUInt32BigEndian(written));
        Assert.Equal(Text, await ReadAsync(written, Agreed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_part_of_a_few_bytes_goes_as_it_is(int length)
    {
        var written = await SendAsync(new MemoryStream(Text[..length]), Agreed, isCompressible: true);
        Assert.Equal(8 + length + 8, written.Length);
        Assert.Equal(Text[..length], await ReadAsync(written, Agreed));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Without_agreement_or_need_every_byte_is_as_for_a_Go_daemon(bool isAgreed, bool isCompressible)
    {
        var written = await SendAsync(new MemoryStream(Text), isAgreed ? Agreed : PeerExtensions.None, isCompressible);
        Assert.Equal(await SendAsync(new MemoryStream(Text), PeerExtensions.None, isCompressible: false), written);
        Assert.Equal(Text, await ReadAsync(written, PeerExtensions.None));
    }

    [Fact]
    public async Task Noise_goes_as_it_is_between_compressed_parts()
    {
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        var (compressed, plain) = (await SendAsync(new MemoryStream(Text), Agreed, true), await SendAsync(new MemoryStream(noise), Agreed, true));
        Assert.Equal(8 + noise.Length + 8, plain.Length);
        byte[] mixed = [.. compressed[..^8], .. plain[..^8], .. compressed];
        Assert.Equal((byte[])[.. Text, .. noise, .. Text], await ReadAsync(mixed, Agreed));
    }

    [Fact]
    public async Task A_frame_that_was_not_agreed_on_is_an_error() =>
        Assert.Contains("unexpected frame type 6", await FailureAsync(Frame(100, Zstd(100)), PeerExtensions.None), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 100, "announces 0 bytes")]
    [InlineData((1 << 20) + 1, 100, "announces 1048577 bytes")]
    [InlineData(101, 100, "gives 100 bytes in place of 101")]
    [InlineData(99, 100, "compressed frame is broken")] // does not fit
    public async Task A_frame_that_is_not_what_it_says_is_an_error(int announced, int real, string message) =>
        Assert.Contains(message, await FailureAsync(Frame(announced, Zstd(real)), Agreed), StringComparison.Ordinal);

    [Fact]
    public async Task A_broken_or_endless_frame_is_an_error()
    {
        Assert.Contains("compressed frame is broken", await FailureAsync(Frame(100, [1, 2, 3, 4, 5]), Agreed), StringComparison.Ordinal);
        Assert.Contains("without its length", await FailureAsync([0, 0, 0, 6, 0, 0, 0, 2, 1, 1], Agreed), StringComparison.Ordinal);
        Assert.Contains("more than", await FailureAsync([0, 0, 0, 6, 0, 0xff, 0xff, 0xff], Agreed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_daemons_of_ours_move_streams_whether_both_can_compress_or_one(bool canBoth)
    {
        var (sender, receiver) = (Sender(), new DigestingReceiver());
        await using var world = await PeerWorld.StartAsync(
            new PassiveService(sender, receiver), limits: Compressing, clientLimits: Compressing with { MayCompress = canBoth });
        await using var source = world.ToSource();
        await using var sink = world.ToSink();
        await using (var stream = await source.Endpoint.SendAsync(new(Tank, null, Versions.One("@a:1"), null, Protection.Default), CancellationToken.None))
        {
            using var arrived = new MemoryStream();
            await stream.Content.CopyToAsync(arrived);
            Assert.Equal(Text, arrived.ToArray());
        }

        await sink.Endpoint.ReceiveAsync(
            new(Tank, Versions.One("@a:1"), true, Protection.Default) { IsCompressible = true }, new MemoryStream(Text), CancellationToken.None);
        Assert.Equal((Text.Length, Convert.ToHexString(SHA256.HashData(Text))), receiver.Received[Tank]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H8_a_server_compresses_only_for_a_client_that_announced_it(bool announces)
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(Sender()), limits: Compressing);
        await using var client = await world.RawAsync();
        var request = new Messages.SendReq
        {
            Filesystem = "tank", To = new() { Name = "a", Guid = 1, CreateTXG = 1, Creation = "2024-01-31T12:00:00Z" },
            ReplicationConfig = new() { Protection = new() { Initial = Messages.ReplicationGuaranteeKind.GuaranteeResumability, Incremental = Messages.ReplicationGuaranteeKind.GuaranteeResumability } },
        };
        await client.WriteAsync((byte[])
        [
            .. VersionBanner.With(new(announces)).Encode(), .. ConnectionLabel.Data.Bytes.Span, .. DataRequest.Encode(DataEndpoints.Send, request, 1024).Span,
        ]);
        var answer = await client.TakeAllAsync();
        Assert.Equal(announces, answer.Length < Text.Length / 2);
    }

    private static MemorySender Sender()
    {
        var sender = new MemorySender(new()) { MakeStream = _ => new MemoryStream(Text), IsCompressible = true };
        sender.Has("tank", "@a:1");
        return sender;
    }

    private static async Task<byte[]> SendAsync(Stream source, PeerExtensions extensions, bool isCompressible)
    {
        var wire = new BytesWire([]);
        await StreamSender.SendAsync(Connection(wire, extensions), source, isCompressible, () => "", TimeProvider.System, CancellationToken.None);
        return wire.Written;
    }

    private static async Task<byte[]> ReadAsync(byte[] bytes, PeerExtensions extensions)
    {
        await using var stream = new FrameStream(Connection(new BytesWire(bytes, mostPerRead: 10_000), extensions));
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        Assert.True(stream.IsComplete);
        return all.ToArray();
    }

    private static async Task<string> FailureAsync(byte[] bytes, PeerExtensions extensions) =>
        (await Assert.ThrowsAsync<WireProtocolException>(() => ReadAsync(bytes, extensions))).Message;

    private static byte[] Frame(int announced, byte[] zstd)
    {
        var frame = new byte[FrameHeader.Length + 4 + zstd.Length];
        new FrameHeader(FrameType.ZfsStreamZstd, (uint)(4 + zstd.Length)).Write(frame);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(FrameHeader.Length), (uint)announced);
        zstd.CopyTo(frame, FrameHeader.Length + 4);
        return frame;
    }

    private static byte[] Zstd(int length)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(Text.AsSpan(0, length)).ToArray();
    }

    private static FrameConnection Connection(WireStream wire, PeerExtensions extensions) =>
        new(wire, WireLimits.Default, new SettableClock(), NullLogger.Instance, extensions);
}
