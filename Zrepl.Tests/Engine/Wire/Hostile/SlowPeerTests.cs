using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Control.Hosting;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Names;
using static Zrepl.Tests.Support.Wire.WireReading;

namespace Zrepl.Tests.Engine.Wire.Hostile;

/// <summary>
/// Peers that begin and do not go on, and far too many of them: every step has a deadline, and honest clients do not notice. Spec wire 10, 13.1
/// W1, W3, W14; conformance H-7, M-2, E-3; issue 3, must show 3 and 5.
/// </summary>
public sealed class SlowPeerTests
{
    private static readonly byte[] Banner = VersionBanner.Ours.Encode();

    private readonly SettableClock _clock = new();
    private readonly LogProbe<object> _log = new();
    private readonly MemorySender _sender = new(new());

    [Fact]
    public async Task H7_a_banner_that_comes_drop_by_drop_ends_after_ten_seconds()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), _clock, logger: _log);
        await using var raw = await world.RawAsync();
        await raw.TakeAsync(67);
        for (var i = 0; i < 4; i++)
        {
            await raw.WriteAsync(Banner.AsMemory(i, 1));
            _clock.Advance(TimeSpan.FromSeconds(2.5));
        }

        await AssertEndedAsync(raw, "no version banner within 10s");
    }

    [Fact]
    public async Task M2_a_label_that_does_not_come_ends_after_ten_seconds()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), _clock, logger: _log);
        await using var raw = await world.RawAsync();
        await raw.WriteAsync((byte[])[.. Banner, .. "zrepl_"u8]);
        await _clock.PassOnceAwaitedAsync(TimeSpan.Zero); // the banner's deadline
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
        await AssertEndedAsync(raw, "no label within 10s");
    }

    [Fact]
    public async Task A_request_that_does_not_come_ends_after_a_minute_although_heartbeats_do()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), _clock, logger: _log);
        await using var raw = await world.RawAsync();
        await raw.WriteAsync((byte[])[.. Banner, .. ConnectionLabel.Data.Bytes.Span]);
        await raw.TakeAsync(67);
        for (var i = 0; i < 4; i++) await _clock.PassOnceAwaitedAsync(TimeSpan.Zero); // banner, label, liveness, request
        for (var i = 0; i < 20; i++)
        {
            if (await Record.ExceptionAsync(() => raw.WriteAsync(Hex("01000000 00000000")).AsTask()) is SocketException) break; // over
            _clock.Advance(TimeSpan.FromSeconds(3));
        }

        await AssertEndedAsync(raw, "data connection of laptop");
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HTTP/2.0")]
    public async Task A_control_connection_that_never_speaks_ends_after_a_minute(string says)
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), _clock, logger: _log);
        await using var raw = await world.RawAsync();
        await raw.WriteAsync((byte[])[.. Banner, .. ConnectionLabel.Control.Bytes.Span, .. System.Text.Encoding.ASCII.GetBytes(says)]);
        for (var i = 0; i < 2; i++) await _clock.PassOnceAwaitedAsync(TimeSpan.Zero); // banner, label
        await _clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(60));
        await AssertEndedAsync(raw, "no HTTP/2 on a control connection within 1m0s");
    }

    [Fact]
    public async Task A_thousand_half_open_connections_keep_nobody_out()
    {
        _sender.Has("tank", "@a:1");
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), logger: _log);
        await using var running = world.ToSource();
        await running.Endpoint.ListFilesystemsAsync(CancellationToken.None);
        _sender.MakeStream = _ => new PatternStream(2_000_000);
        await using var stream = await running.Endpoint.SendAsync(new(DatasetPath.Parse("tank"), null, Versions.One("@a:1"), null, Protection.Default), CancellationToken.None);
        var silent = new List<SocketWire>();
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                try
                {
                    silent.Add(await world.RawAsync());
                }
                catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset)
                {
                    // it gave its place to a newer one before this machine had looked whether it is connected
                }
            }

            await using var honest = world.ToSource();
            Assert.Single(await honest.Endpoint.ListFilesystemsAsync(CancellationToken.None).WaitAsync(Deadline.OfATest));
            Assert.Equal(PatternStream.Sha256(2_000_000), Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(stream.Content)));
            await _log.EntryAsync(entry => entry.Message.Contains("it gave its place to a newer one", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var wire in silent) await wire.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_client_with_too_many_connections_is_refused_more()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), _clock, logger: _log);
        var open = new List<SocketWire>();
        try
        {
            for (var i = 0; i <= PeerServer.MaxConnectionsOfOne; i++)
            {
                open.Add(await world.RawAsync());
                await open[^1].WriteAsync((byte[])[.. Banner, .. ConnectionLabel.Data.Bytes.Span]);
                await open[^1].TakeAsync(67);
            }

            await _log.EntryAsync(entry => entry.Message.Contains("client laptop has 128 connections already", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var wire in open) wire.Abort();
        }
    }

    [Fact]
    public async Task A_sink_out_of_file_descriptors_waits_ever_longer_and_serves_again_when_there_are_some()
    {
        var listener = new ExhaustedListener(failures: 12);
        await using var control = await ControlHost.StartAsync(NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var server = new PeerServer(listener, JobName.Parse("sink"), new PassiveService(_sender), control, WireLimits.Default, _clock, _log);
        var running = server.RunAsync(stop.Token);
        var pause = TimeSpan.FromMilliseconds(5);
        for (var i = 0; i < 12; i++)
        {
            await _clock.PassOnceAwaitedAsync(pause);
            pause = pause * 2 < TimeSpan.FromSeconds(1) ? pause * 2 : TimeSpan.FromSeconds(1);
        }

        await listener.Accepted.WaitAsync(Deadline.OfATest);
        Assert.Equal(12, _log.Entries.Count(entry => entry.Message == "tcp test cannot accept connections for now: Too many open files"));
        await stop.CancelAsync();
        await running.WaitAsync(Deadline.OfATest);
    }

    [Fact]
    public async Task E3_a_server_that_ends_in_mid_stream_counts_as_unreachable()
    {
        _sender.Has("tank", "@a:1");
        _sender.MakeStream = _ => new PatternStream(long.MaxValue);
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        await using var stream = await peer.Endpoint.SendAsync(new(DatasetPath.Parse("tank"), null, Versions.One("@a:1"), null, Protection.Default), CancellationToken.None);
        await stream.Content.ReadExactlyAsync(new byte[1000]);
        var stopping = world.StopAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => stream.Content.CopyToAsync(Stream.Null).WaitAsync(Deadline.OfATest));
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(failure, CancellationToken.None));
        await stopping;
        Assert.Equal(0, _sender.OpenStreams);
    }

    [Fact]
    public async Task A_client_that_vanishes_in_mid_stream_leaves_nothing_behind()
    {
        _sender.Has("tank", "@a:1");
        _sender.MakeStream = _ => new PatternStream(long.MaxValue);
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), logger: _log);
        await using var raw = await world.RawAsync();
        await raw.WriteAsync((byte[])[.. Banner, .. ConnectionLabel.Data.Bytes.Span, .. Zrepl.Engine.Wire.Data.DataRequest.Encode(
            "/v1/send", Zrepl.Engine.Wire.Mapping.RequestMapping.ToMessage(new Zrepl.Engine.Endpoints.SendRequest(DatasetPath.Parse("tank"), null, Versions.One("@a:1"), null, Protection.Default)), 524288).Span]);
        await raw.TakeAsync(100_000);
        raw.Abort();
        await world.StopAsync();
        Assert.Equal(0, _sender.OpenStreams);
    }

    private async Task AssertEndedAsync(SocketWire raw, string logged)
    {
        try
        {
            await raw.TakeAllAsync();
        }
        catch (SocketException)
        {
            // Given up with a reset.
        }

        await _log.EntryAsync(entry => entry.Message.Contains(logged, StringComparison.Ordinal));
    }

    private sealed class ExhaustedListener(int failures) : ITransportListener
    {
        private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = failures;

        public Task Accepted => _accepted.Task;

        public string Description => "tcp test";

        public async Task<IIncomingConnection> AcceptAsync(CancellationToken cancellation)
        {
            if (_left-- > 0) throw new SocketException((int)SocketError.TooManyOpenSockets, "Too many open files");
            _accepted.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException();
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
