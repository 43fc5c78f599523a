using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Units;
using Zrepl.Engine.Wire.Control.Hosting;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Multiplexing;

namespace Zrepl.Engine.Wire;

/// <summary>
/// Serves the clients of one passive job. Each connection is authenticated, shaken hands with and served in a flow of its own, so that a
/// silent client holds up nobody (spec wire 13.1, W1).
/// </summary>
internal sealed class PeerServer(
    ITransportListener listener, JobName job, IPassiveService service, ControlHost control, WireLimits limits, TimeProvider clock, ILogger logger,
    WireMetrics? metrics = null)
{
    /// <summary>Most connections of which it is not yet known what they are for.</summary>
    public const int MaxHandshakes = 64;

    /// <summary>Most connections served at a time.</summary>
    public const int MaxConnections = 512;

    /// <summary>Most of them for one client.</summary>
    public const int MaxConnectionsOfOne = 128;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly DataServer _data = new(limits, clock, logger, metrics);
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly HandshakeSlots _handshakes = new(MaxHandshakes);
    private readonly ConnectionCounts _clients = new(MaxConnectionsOfOne);

    /// <summary>Serves until cancelled; returns when no connection is left.</summary>
    public async Task RunAsync(CancellationToken stopping) => await await AcceptAsync(stopping, stopping);

    /// <summary>Accepts connections until it retires.</summary>
    /// <param name="retiring">No connection is accepted any more. Control connections are told to come again, which they then do elsewhere.</param>
    /// <param name="stopping">Ends the connections that there are.</param>
    /// <returns>Completes when no connection is left.</returns>
    public async Task<Task> AcceptAsync(CancellationToken retiring, CancellationToken stopping)
    {
        var place = Tracer.Here;
        var pause = FirstPause;
        while (!retiring.IsCancellationRequested)
        {
            try
            {
                Begin(await listener.AcceptAsync(retiring), place, retiring, stopping);
                pause = FirstPause;
            }
            catch (Exception failure) when (!retiring.IsCancellationRequested)
            {
                logger.AcceptFailed(listener.Description, failure.Message); // out of file descriptors, for example
                await Task.WhenAny(Task.Delay(pause, clock, retiring));
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception) when (retiring.IsCancellationRequested)
            {
                break;
            }
        }

        return Task.WhenAll(_connections.Keys); // none of them fails
    }

    private void Begin(IIncomingConnection incoming, TracePlace place, CancellationToken retiring, CancellationToken stopping)
    {
        var serving = Task.Run(() => ServeAsync(incoming, place, retiring, stopping), CancellationToken.None);
        _connections[serving] = true;
        _ = serving.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task ServeAsync(IIncomingConnection incoming, TracePlace place, CancellationToken retiring, CancellationToken stopping)
    {
        await using (incoming)
        {
            try
            {
                var (connection, label, extensions) = await OpenAsync(incoming, stopping);
                var peer = new PeerContext(job.Text, connection.Identity, connection.Transport, incoming.RemoteDescription) { Extensions = extensions };
                await ServeAsync(connection.Wire, label, peer, place, retiring, stopping);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // The job ends; what its connections say meanwhile does not matter.
            }
            catch (Exception failure) when (failure is EndpointException || WireFailure.IsBroken(failure))
            {
                logger.ConnectionRefused(incoming.RemoteDescription, failure.Message);
            }
            catch (Exception mistake)
            {
                logger.ConnectionFailed(incoming.RemoteDescription, mistake);
            }
        }
    }

    private async Task ServeAsync(
        WireStream wire, ConnectionLabel label, PeerContext peer, TracePlace place, CancellationToken retiring, CancellationToken stopping)
    {
        if (!_clients.TryEnter(peer.Identity))
        {
            wire.Abort();
            await wire.DisposeAsync();
            throw new PeerRefusedException($"client {peer.Identity} has {MaxConnectionsOfOne} connections already, the most that one may have");
        }

        try
        {
            if (label == ConnectionLabel.Data) await _data.ServeAsync(wire, peer, service, retiring, stopping);
            else await control.ServeAsync(wire, new(peer, service, place, stopping), limits.RequestTimeout, retiring);
        }
        finally
        {
            _clients.Leave(peer.Identity);
        }
    }

    private async Task<(AuthenticatedConnection Connection, ConnectionLabel Label, PeerExtensions Extensions)> OpenAsync(
        IIncomingConnection incoming, CancellationToken stopping)
    {
        if (_connections.Count > MaxConnections + MaxHandshakes) throw new PeerRefusedException($"{MaxConnections} connections are served already, the most at a time");
        using var slot = _handshakes.Enter();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stopping, slot.Lost);
        try
        {
            var connection = await incoming.AuthenticateAsync(giveUp.Token);
            try
            {
                var (label, extensions) = await ShakeHandsAsync(connection.Wire, giveUp.Token);
                return (connection, label, extensions);
            }
            catch
            {
                connection.Wire.Abort();
                await connection.Wire.DisposeAsync();
                throw;
            }
        }
        catch (Exception failure) when (slot.Lost.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new ConnectionLostException($"{MaxHandshakes} connections were shaking hands at a time, and this one longest: it gave its place to a newer one", failure);
        }
    }

    private async Task<(ConnectionLabel Label, PeerExtensions Extensions)> ShakeHandsAsync(WireStream wire, CancellationToken stopping)
    {
        var ours = new PeerExtensions(limits.MayCompress);
        var theirs = await WithinAsync(
            limits.ServerHandshakeTimeout, "version banner", token => BannerExchange.ServeAsync(wire, VersionBanner.With(ours), token), stopping);
        var label = await WithinAsync(limits.LabelTimeout, "label", async token =>
        {
            var bytes = new byte[ConnectionLabel.Length];
            await wire.ReadExactlyAsync(bytes, token);
            return ConnectionLabel.Find(bytes) ?? throw new PeerRefusedException($"unknown client label {GoQuote.Quote(System.Text.Encoding.Latin1.GetString(bytes).TrimEnd('\0'))}");
        }, stopping);
        return (label, ours.With(theirs));
    }

    private async Task<T> WithinAsync<T>(TimeSpan limit, string what, Func<CancellationToken, Task<T>> action, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            return await action(giveUp.Token);
        }
        catch (Exception failure) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new ConnectionLostException($"no {what} within {GoDuration.Format(limit)}", failure);
        }
    }
}
