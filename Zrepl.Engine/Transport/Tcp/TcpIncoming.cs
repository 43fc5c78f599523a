using System.Net;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>A TCP client: known by the client map, or closed without a byte.</summary>
internal sealed class TcpIncoming(SocketWire wire, TcpClientMap clients) : IIncomingConnection
{
    private bool _isTaken;

    public string RemoteDescription => wire.RemoteDescription;

    internal SocketWire Wire => wire;

    public Task<AuthenticatedConnection> AuthenticateAsync(CancellationToken cancellation)
    {
        var address = ((IPEndPoint)wire.Socket.RemoteEndPoint!).Address; // a connected socket has one
        var zone = TcpSockets.ZoneOf(address);
        if (clients.IdentityOf(address, zone) is not { } identity)
            throw new PeerRefusedException($"client IP not in client map: no identity mapping for client IP: {address}. Add it to clients if it is one of yours");
        _isTaken = true;
        return Task.FromResult(new AuthenticatedConnection(wire, identity, "tcp"));
    }

    public ValueTask DisposeAsync() => _isTaken ? ValueTask.CompletedTask : wire.DisposeAsync();
}
