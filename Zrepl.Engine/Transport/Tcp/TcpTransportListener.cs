using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>Waits for clients on a TCP port and knows them by their address (spec wire 6.1).</summary>
public sealed class TcpTransportListener : ITransportListener
{
    private readonly Socket _socket;
    private readonly Func<SocketWire, IIncomingConnection> _take;
    private readonly string _transport;

    private TcpTransportListener(Socket socket, string transport, Func<SocketWire, IIncomingConnection> take) =>
        (_socket, _transport, _take) = (socket, transport, take);

    /// <inheritdoc/>
    public string Description => $"{_transport} {_socket.LocalEndPoint}";

    /// <summary>Address and port it listens on; the port is the one chosen if none was given.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!; // bound from the beginning

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public static async Task<TcpTransportListener> OpenAsync(ServeDefinition.Tcp definition, CancellationToken cancellation) =>
        await OpenAsync(
            definition.Listen, definition.ListenFreebind, definition.Type, wire => new TcpIncoming(wire, definition.Clients), cancellation);

    /// <inheritdoc/>
    public async Task<IIncomingConnection> AcceptAsync(CancellationToken cancellation)
    {
        var socket = await _socket.AcceptAsync(cancellation);
        try
        {
            return _take(new SocketWire(TcpSockets.Prepare(socket)));
        }
        catch
        {
            socket.Dispose(); // gone already
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static async Task<TcpTransportListener> OpenAsync(
        HostPort listen, bool freebind, string transport, Func<SocketWire, IIncomingConnection> take, CancellationToken cancellation) =>
        new(await TcpSockets.ListenAsync(listen, freebind, cancellation), transport, take);
}
