using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Control.Hosting;

namespace Zrepl.Tests.Support.Wire;

/// <summary>A passive job on the loopback interface, and whoever connects to it.</summary>
internal sealed class PeerWorld : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ControlHost _control;
    private readonly TcpTransportListener _listener;
    private readonly NetworkTransport _network;
    private readonly Task _running;

    private PeerWorld(
        ControlHost control, TcpTransportListener listener, IPassiveService service, TimeProvider clock, ILogger? logger = null, WireLimits? limits = null,
        WireLimits? clientLimits = null)
    {
        (_control, _listener) = (control, listener);
        _network = new(NullLoggerFactory.Instance, clock, clientLimits ?? limits);
        var server = new PeerServer(listener, JobName.Parse("passive"), service, control, limits ?? WireLimits.Default, clock, logger ?? NullLogger.Instance);
        _running = server.RunAsync(_stop.Token);
        Connect = new ConnectDefinition.Tcp(new("127.0.0.1", $"{listener.LocalEndPoint.Port}"), TimeSpan.FromSeconds(10));
    }

    public ConnectDefinition.Tcp Connect { get; }

    public static async Task<PeerWorld> StartAsync(
        IPassiveService service, TimeProvider? clock = null, string client = "127.0.0.1", ILogger? logger = null, WireLimits? limits = null,
        WireLimits? clientLimits = null)
    {
        Assert.True(TcpClientRule.TryParse(client, "laptop", out var rule, out _));
        var serve = new ServeDefinition.Tcp(new("127.0.0.1", "0"), false, TcpClientMap.Of([rule]));
        var control = await ControlHost.StartAsync(NullLoggerFactory.Instance, clock ?? TimeProvider.System, CancellationToken.None);
        var listener = await TcpTransportListener.OpenAsync(serve, CancellationToken.None);
        return new(control, listener, service, clock ?? TimeProvider.System, logger, limits, clientLimits);
    }

    /// <summary>The same with a listener of the test's own.</summary>
    public static async Task<PeerWorld> StartAsync(IPassiveService service, TcpTransportListener listener, TimeProvider? clock = null, ILogger? logger = null) =>
        new(await ControlHost.StartAsync(NullLoggerFactory.Instance, clock ?? TimeProvider.System, CancellationToken.None), listener, service, clock ?? TimeProvider.System, logger);

    public Connection<IReceiver> ToSink() => _network.ConnectToSink(Connect, JobName.Parse("push"));

    public Connection<ISender> ToSource() => _network.ConnectToSource(Connect, JobName.Parse("pull"));

    /// <summary>A connection on which nothing was said yet.</summary>
    public async Task<SocketWire> RawAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _listener.LocalEndPoint.Port));
        return new(socket);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Deadline.OfATest);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _listener.DisposeAsync();
        await _network.DisposeAsync();
        await _control.DisposeAsync();
        _stop.Dispose();
    }
}
