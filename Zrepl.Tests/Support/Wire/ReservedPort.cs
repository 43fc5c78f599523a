using System.Net;
using System.Net.Sockets;

namespace Zrepl.Tests.Support.Wire;

/// <summary>
/// A port for a configuration that must name one before anybody listens there. It stays bound, though not listened on, until disposed, so
/// that nobody else is given it; a listener that reuses addresses, as ours do, can still have it.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ReservedPort()
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port; // bound from the beginning

    public override string ToString() => $"127.0.0.1:{Number}";

    public void Dispose() => _socket.Dispose();
}
